package io.veilpool.coordinator.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.veilpool.coordinator.storage.ObjectStore.CompletedPart;
import io.veilpool.coordinator.storage.ObjectStore.PresignedRequest;
import io.veilpool.coordinator.storage.ObjectStore.StoredPart;
import io.veilpool.model.digest.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the coordinator needs of any object store; point a subclass at one to see whether it will do. */
abstract class ObjectStoreContract {
    private static final int PART = 5 << 20;
    private static final Duration LIFE = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final String key = "contract/" + UUID.randomUUID() + ".safetensors";

    abstract ObjectStore store();

    @Test
    void saysThatAKeyIsMissing() {
        assertThat(store().size(key)).isEmpty();
        assertThatThrownBy(() -> store().read(key))
                .isInstanceOf(MissingObjectException.class)
                .hasMessageContaining(key);
        store().delete(key);
    }

    @Test
    void givesBackWhatWasStoredAndNeverOverwrites() throws Exception {
        byte[] bytes = bytes(1000, 1);
        assertThat(store().putIfAbsent(key, file(bytes), Digests.sha256(bytes))).isTrue();
        byte[] other = bytes(1000, 2);
        assertThat(store().putIfAbsent(key, file(other), Digests.sha256(other))).isFalse();
        assertThat(read()).isEqualTo(bytes);
        assertThat(store().size(key)).contains(1000L);
        store().delete(key);
        assertThat(store().size(key)).isEmpty();
    }

    @Test
    void refusesBytesWithAnotherDigest() throws Exception {
        Path file = file(bytes(1000, 1));
        assertThatThrownBy(() -> store().putIfAbsent(key, file, Digests.sha256(bytes(1000, 2))))
                .isInstanceOf(DigestMismatchException.class);
        assertThat(store().size(key)).isEmpty();
    }

    @Test
    void storesNothingAtAll() throws Exception {
        assertThat(store().putIfAbsent(key, file(new byte[0]), Digests.sha256(new byte[0])))
                .isTrue();
        assertThat(store().size(key)).contains(0L);
        assertThat(read()).isEmpty();
    }

    @Test
    void takesAHundredMegabytesInPartsAndReadsRanges() throws Exception {
        int partBytes = 25 << 20;
        String upload = store().beginUpload(key);
        List<CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            byte[] part = bytes(partBytes, number);
            assertThat(put(store().presignPart(key, upload, number, Digests.sha256(part), LIFE), part))
                    .isEqualTo(200);
            parts.add(new CompletedPart(number, "", Digests.sha256(part)));
        }
        complete(upload, parts);
        assertThat(store().size(key)).contains(4L * partBytes);
        URI address = URI.create(store().presignDownload(key, LIFE));
        HttpResponse<byte[]> range = send(
                HttpRequest.newBuilder(address).header("Range", "bytes=" + (partBytes - 2) + "-" + (partBytes + 1)));
        assertThat(range.statusCode()).isEqualTo(206);
        byte[] first = bytes(partBytes, 1);
        byte[] second = bytes(partBytes, 2);
        assertThat(range.body()).containsExactly(first[partBytes - 2], first[partBytes - 1], second[0], second[1]);
        store().delete(key);
    }

    @Test
    void tellsAfterAnInterruptionWhichPartsItHas() throws Exception {
        byte[] first = bytes(PART, 1);
        byte[] last = bytes(10, 2);
        String upload = store().beginUpload(key);
        assertThat(store().parts(key, upload)).isEmpty();
        put(store().presignPart(key, upload, 1, Digests.sha256(first), LIFE), first);
        assertThat(store().parts(key, upload))
                .extracting(StoredPart::number, StoredPart::bytes)
                .containsExactly(tuple(1, (long) PART));
        put(store().presignPart(key, upload, 2, Digests.sha256(last), LIFE), last);
        complete(
                upload,
                List.of(
                        new CompletedPart(1, "", Digests.sha256(first)),
                        new CompletedPart(2, "", Digests.sha256(last))));
        assertThat(read()).hasSize(PART + 10).endsWith(last);
        assertThat(store().parts(key, upload)).isEmpty();
    }

    @Test
    void refusesAPartWithOtherBytesOrWithoutItsChecksum() throws Exception {
        byte[] part = bytes(1000, 1);
        String upload = store().beginUpload(key);
        PresignedRequest address = store().presignPart(key, upload, 1, Digests.sha256(part), LIFE);
        assertThat(put(address, bytes(1000, 2))).isEqualTo(400);
        assertThat(put(new PresignedRequest(address.url(), Map.of()), part)).isEqualTo(403);
        String others = store().presignPart(key, upload, 1, Digests.sha256(bytes(1000, 2)), LIFE)
                .headers()
                .get("x-amz-checksum-sha256");
        assertThat(put(new PresignedRequest(address.url(), Map.of("x-amz-checksum-sha256", others)), bytes(1000, 2)))
                .isEqualTo(403);
        assertThat(store().parts(key, upload)).isEmpty();
        store().abortUpload(key, upload);
        store().abortUpload(key, upload);
    }

    @Test
    void refusesTamperedAndExpiredAddresses() throws Exception {
        byte[] bytes = bytes(100, 1);
        store().putIfAbsent(key, file(bytes), Digests.sha256(bytes));
        String good = store().presignDownload(key, LIFE);
        assertThat(get(good)).isEqualTo(200);
        assertThat(get(good.replace("contract/", "contrast/"))).isEqualTo(403);
        assertThat(get(good.replaceFirst("X-Amz-Expires=\\d+", "X-Amz-Expires=604800")))
                .isEqualTo(403);
        assertThat(get(good.substring(0, good.indexOf('?')))).isEqualTo(403);
        String brief = store().presignDownload(key, Duration.ofSeconds(1));
        Thread.sleep(2500);
        assertThat(get(brief)).isEqualTo(403);
    }

    @Test
    void listsUploadsThatNobodyFinishedAndForgetsThem() {
        String upload = store().beginUpload(key);
        assertThat(store().pendingUploads("contract/"))
                .anySatisfy(pending -> assertThat(pending.uploadId()).isEqualTo(upload));
        store().abortUpload(key, upload);
        assertThat(store().pendingUploads("contract/"))
                .noneSatisfy(pending -> assertThat(pending.uploadId()).isEqualTo(upload));
    }

    private void complete(String upload, List<CompletedPart> parts) {
        List<StoredPart> stored = store().parts(key, upload);
        store().completeUpload(
                        key,
                        upload,
                        parts.stream()
                                .map(p -> new CompletedPart(
                                        p.number(), stored.get(p.number() - 1).etag(), p.sha256()))
                                .toList());
    }

    private byte[] read() throws IOException {
        try (InputStream in = store().read(key)) {
            return in.readAllBytes();
        }
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "object", ""), bytes);
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return Arrays.copyOf(bytes, length);
    }

    private static int put(PresignedRequest address, byte[] bytes) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address.url())).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        address.headers().forEach(request::header);
        return send(request).statusCode();
    }

    private static int get(String address) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address))).statusCode();
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
