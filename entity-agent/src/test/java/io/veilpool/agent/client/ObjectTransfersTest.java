package io.veilpool.agent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.Download;
import io.veilpool.model.protocol.UploadPart;
import io.veilpool.model.protocol.UploadView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a small store that fails on purpose; the real one is in {@code CollaborationTest}. */
class ObjectTransfersTest {
    private static final int PART = 1000;

    @TempDir
    Path folder;

    private final byte[] object = new byte[2 * PART + 500];
    private final Map<Integer, byte[]> stored = new TreeMap<>();
    private final List<Integer> puts = new ArrayList<>();
    private HttpServer store;
    private Outbound outbound;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(object);
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.start();
        outbound = new Outbound(new NetworkSettings(2, 5, 3, 1, null), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        outbound.close();
        store.stop(0);
    }

    @Test
    void goesOnWithADownloadWhoseOtherSideFellSilent() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        store.createContext("/silent", exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            exchange.sendResponseHeaders(206, object.length - from);
            if (asked.getAndIncrement() == 0) {
                exchange.getResponseBody().write(object, 0, PART);
                exchange.getResponseBody().flush();
                return; // and says no more, with the connection open
            }
            exchange.getResponseBody().write(object, from, object.length - from);
            exchange.close();
        });
        Path target = folder.resolve("object");
        String url = "http://127.0.0.1:" + store.getAddress().getPort() + "/silent";
        try (Outbound impatient = new Outbound(new NetworkSettings(2, 1, 3, 1, null), Clock.systemUTC())) {
            new ObjectTransfers(impatient)
                    .download(() -> new Download(Digests.sha256(object), object.length, url, Instant.MAX), target);
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(object);
        assertThat(asked).hasValue(2);
    }

    @Test
    void sendsOnlyThePartsThatAreMissingWithTheirSignedHeaders() throws Exception {
        store.createContext("/part", exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("x-amz-checksum-sha256"))
                    .isEqualTo("signed");
            keep(exchange);
        });
        stored.put(1, new byte[0]);

        new ObjectTransfers(outbound).upload(this::view, digest -> file(), bytes -> {});

        assertThat(puts).containsExactly(2, 3);
        assertThat(stored.get(2)).isEqualTo(Arrays.copyOfRange(object, PART, 2 * PART));
        assertThat(stored.get(3)).isEqualTo(Arrays.copyOfRange(object, 2 * PART, object.length));
    }

    @Test
    void sendsAPartAgainWhenTheStoreIsBusyAndAsksForFreshAddressesWhenTheyExpired() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        store.createContext("/part", exchange -> {
            int call = calls.incrementAndGet();
            if (call == 1) {
                answer(exchange, 503, "");
            } else if (call == 3) {
                answer(exchange, 403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>");
            } else {
                keep(exchange);
            }
        });

        new ObjectTransfers(outbound).upload(this::view, digest -> file(), bytes -> {});

        assertThat(puts).containsExactly(1, 2, 3);
    }

    @Test
    void saysInASentenceWhyTheStoreRefuses() {
        store.createContext(
                "/part",
                exchange -> answer(
                        exchange, 400, "<Error><Code>BadDigest</Code><Message>Checksum differs</Message></Error>"));

        assertThatThrownBy(() -> new ObjectTransfers(outbound).upload(this::view, digest -> file(), bytes -> {}))
                .isInstanceOf(CoordinatorRefusedException.class)
                .hasMessageContaining("was refused: BadDigest: Checksum differs.");
    }

    @Test
    void goesOnWhereADownloadStopped() throws Exception {
        List<String> ranges = new ArrayList<>();
        store.createContext("/object", exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range);
            int from = Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.sendResponseHeaders(206, object.length - from);
            int most = ranges.size() == 1 ? 700 : object.length;
            exchange.getResponseBody().write(object, from, Math.min(most, object.length - from));
            exchange.getResponseBody().flush();
            pause(); // or the broken connection is seen before the bytes are
            exchange.close(); // the first time before all bytes are sent
        });
        Path target = folder.resolve("object");

        new ObjectTransfers(outbound).download(this::download, target);

        assertThat(Files.readAllBytes(target)).isEqualTo(object);
        assertThat(ranges).hasSize(2).first().isEqualTo("bytes=0-");
        assertThat(ranges.getLast()).isNotEqualTo("bytes=0-");
    }

    @Test
    void refusesBytesWithAnotherDigestAndLeavesNoFile() {
        store.createContext("/object", exchange -> {
            exchange.sendResponseHeaders(200, object.length);
            exchange.getResponseBody().write(new byte[object.length]);
            exchange.close();
        });
        Path target = folder.resolve("object");

        assertThatThrownBy(() -> new ObjectTransfers(outbound).download(this::download, target))
                .isInstanceOf(CoordinatorRefusedException.class)
                .hasMessageContaining("do not have the digest");
        assertThat(target).doesNotExist();
    }

    @Test
    void saysWhoDoesNotAnswerAndNamesNoSignature() {
        store.stop(0);

        assertThatThrownBy(() -> new ObjectTransfers(outbound).download(this::download, folder.resolve("object")))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("does not answer")
                .hasMessageNotContaining("signature");
    }

    private UploadView view() {
        List<UploadPart> parts = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            long offset = (long) (number - 1) * PART;
            parts.add(new UploadPart(
                    Digests.sha256(object),
                    number,
                    offset,
                    Math.min(PART, object.length - offset),
                    stored.containsKey(number),
                    address("/part?n=" + number + "&signature=secret"),
                    Map.of("x-amz-checksum-sha256", "signed")));
        }
        return new UploadView(false, parts);
    }

    private Download download() {
        return new Download(
                Digests.sha256(object),
                object.length,
                address("/object?signature=secret"),
                Instant.now().plusSeconds(60));
    }

    private String address(String path) {
        return "http://127.0.0.1:" + store.getAddress().getPort() + path;
    }

    private Path file() {
        try {
            return Files.write(folder.resolve("shard"), object);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void keep(HttpExchange exchange) throws IOException {
        int number = Integer.parseInt(exchange.getRequestURI().getQuery().replaceAll("n=(\\d+).*", "$1"));
        puts.add(number);
        stored.put(number, exchange.getRequestBody().readAllBytes());
        answer(exchange, 200, "");
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
        exchange.getResponseBody().write(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        exchange.close();
    }
}
