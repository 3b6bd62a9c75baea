package io.veilpool.agent.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An HTTP proxy on loopback that keeps every byte that clients send, as it came off the socket, and passes it on. One
 * request per connection.
 */
public final class RecordingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final List<ByteArrayOutputStream> recordings = new ArrayList<>();

    public RecordingProxy() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Sends everything of this process that asks for a proxy through this one, whatever its address. */
    public ProxySelector selector() {
        Proxy proxy =
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()));
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(proxy);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                throw new IllegalStateException("the recording proxy is gone", failure);
            }
        };
    }

    /** What was sent so far, one array per connection. */
    public List<byte[]> sent() {
        synchronized (recordings) {
            return recordings.stream().map(RecordingProxy::bytes).toList();
        }
    }

    private static byte[] bytes(ByteArrayOutputStream recording) {
        synchronized (recording) {
            return recording.toByteArray();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> pass(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket client) {
        ByteArrayOutputStream recording = new ByteArrayOutputStream();
        synchronized (recordings) {
            recordings.add(recording);
        }
        try (client) {
            InputStream in = client.getInputStream();
            String head = head(in, recording);
            if (head.isEmpty()) {
                return;
            }
            URI target = URI.create(head.split(" ", 3)[1]);
            int port = target.getPort() < 0 ? 80 : target.getPort();
            try (Socket server = new Socket(target.getHost(), port)) {
                OutputStream out = server.getOutputStream();
                out.write(direct(head, target).getBytes(StandardCharsets.ISO_8859_1));
                long length = contentLength(head);
                body(in, out, length, recording);
                server.getInputStream().transferTo(client.getOutputStream());
            }
        } catch (IOException e) {
            // one side hung up; the client notices and tries again
        }
    }

    private static String head(InputStream in, ByteArrayOutputStream recording) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int read = in.read();
            if (read < 0) {
                return "";
            }
            head.write(read);
            synchronized (recording) {
                recording.write(read);
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String direct(String head, URI target) {
        String path = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
        String[] words = head.split("\r\n", 2);
        String[] first = words[0].split(" ");
        return first[0] + " " + path + " " + first[2] + "\r\nConnection: close\r\n" + words[1];
    }

    private static long contentLength(String head) throws IOException {
        for (String line : head.split("\r\n")) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
            if (lower.startsWith("transfer-encoding:")) {
                throw new IOException("this proxy passes on bodies of known length only");
            }
        }
        return 0;
    }

    private static void body(InputStream in, OutputStream out, long length, ByteArrayOutputStream recording)
            throws IOException {
        byte[] buffer = new byte[1 << 14];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the client hung up");
            }
            synchronized (recording) {
                recording.write(buffer, 0, read);
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
