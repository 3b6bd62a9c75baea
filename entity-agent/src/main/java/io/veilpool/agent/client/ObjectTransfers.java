package io.veilpool.agent.client;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.Download;
import io.veilpool.model.protocol.UploadPart;
import io.veilpool.model.protocol.UploadView;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Parts and files to and from the object store, over presigned addresses. */
public final class ObjectTransfers {
    /** After this many attempts in a row that brought nothing (addresses expire, connections break) a transfer gives up. */
    private static final int ROUNDS = 5;

    private final Outbound outbound;

    ObjectTransfers(Outbound outbound) {
        this.outbound = outbound;
    }

    /** Asks the coordinator again: for missing parts, or for an address that has not expired. */
    @FunctionalInterface
    public interface Question<T> {
        T ask() throws UnreachableException, CoordinatorRefusedException;
    }

    /**
     * Sends the parts that the store does not have yet, one after another. After an interruption the view is asked
     * again, so at most the part that was under way is sent twice.
     *
     * @param files    the file of each object digest
     * @param progress hears the bytes of each part that was sent
     */
    public void upload(Question<UploadView> view, Function<String, Path> files, LongConsumer progress)
            throws UnreachableException, CoordinatorRefusedException, IOException {
        @Nullable CoordinatorRefusedException last = null;
        for (int fruitless = 0; fruitless < ROUNDS; fruitless++) {
            List<UploadPart> missing =
                    view.ask().parts().stream().filter(part -> !part.stored()).toList();
            last = null;
            for (UploadPart part : missing) {
                try {
                    put(part, files.apply(part.digest()));
                    progress.accept(part.bytes());
                    fruitless = -1;
                } catch (CoordinatorRefusedException e) {
                    last = e;
                    break;
                }
            }
            if (last == null) {
                return;
            }
        }
        throw last;
    }

    private void put(UploadPart part, Path file) throws UnreachableException, CoordinatorRefusedException, IOException {
        String url = part.url();
        if (url == null) {
            throw new CoordinatorRefusedException(200, null, "Part " + part.number() + " came without an address.");
        }
        byte[] bytes = bytes(file, part.offset(), part.bytes());
        HttpRequest.Builder request = outbound.request(URI.create(url));
        for (Map.Entry<String, String> header : part.headers().entrySet()) {
            if (!header.getKey().equalsIgnoreCase("host") && !header.getKey().equalsIgnoreCase("content-length")) {
                request.header(header.getKey(), header.getValue());
            }
        }
        HttpResponse<byte[]> answer = outbound.send(
                () -> request.copy()
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) {
            throw Problems.refusal(
                    "Part " + part.number() + " of object " + part.digest().substring(0, 12),
                    answer.statusCode(),
                    answer.body());
        }
    }

    private static byte[] bytes(Path file, long offset, long length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(offset);
            byte[] bytes = in.readNBytes(Math.toIntExact(length));
            if (bytes.length != length) {
                throw new IOException(file + " ends at " + (offset + bytes.length) + " bytes, the upload needs "
                        + (offset + length) + ". It was changed after it was declared; publish again.");
            }
            return bytes;
        }
    }

    /**
     * Fetches an object into a file, going on where an earlier attempt stopped, and checks its digest before the file
     * gets its name.
     */
    public void download(Question<Download> question, Path target)
            throws UnreachableException, CoordinatorRefusedException, IOException {
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        @Nullable CoordinatorRefusedException last = null;
        boolean fromScratch = false;
        for (int fruitless = 0; fruitless < ROUNDS; fruitless++) {
            Download download = question.ask();
            long before = size(partial);
            if (Files.exists(target) && Digests.sha256(target).equals(download.digest())) {
                return;
            }
            try {
                if (fetch(download, partial)) {
                    if (Digests.sha256(partial).equals(download.digest())) {
                        Files.move(
                                partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                        return;
                    }
                    Files.delete(partial);
                    if (fromScratch) {
                        break;
                    }
                    fromScratch = true;
                } else if (size(partial) > before) {
                    fruitless = -1;
                }
            } catch (CoordinatorRefusedException e) {
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
        throw new CoordinatorRefusedException(
                200,
                null,
                "The object store's bytes for " + target.getFileName()
                        + " do not have the digest that was declared. Tell the coordinator's operator.");
    }

    /** Returns whether the partial file is complete now. */
    private boolean fetch(Download download, Path partial)
            throws UnreachableException, CoordinatorRefusedException, IOException {
        long have = size(partial);
        if (have > download.bytes()) {
            Files.delete(partial);
            have = 0;
        }
        if (have == download.bytes()) {
            return true;
        }
        String range = "bytes=" + have + "-";
        HttpResponse<InputStream> answer = outbound.send(
                () -> outbound.request(URI.create(download.url()))
                        .header("Range", range)
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            if (answer.statusCode() / 100 != 2) {
                throw Problems.refusal("A download", answer.statusCode(), in.readNBytes(1 << 16));
            }
            long position = answer.statusCode() == 206 ? have : 0;
            try (StallWatch watch = StallWatch.over(in, outbound.patience())) {
                append(watch, partial, position, download.bytes());
            }
        }
        return size(partial) == download.bytes();
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Keeps what came even if the connection breaks; the next round goes on from there. */
    private static void append(StallWatch in, Path partial, long position, long limit) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (FileChannel out = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.truncate(position);
            out.position(position);
            while (out.position() <= limit) {
                int read = readSome(in, buffer);
                if (read < 0) {
                    break;
                }
                ByteBuffer rest = ByteBuffer.wrap(buffer, 0, read);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
            }
            out.force(true);
        }
    }

    private static int readSome(StallWatch in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            return -1; // the other side hung up: what came is kept
        }
    }
}
