package io.veilpool.coordinator.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.embedded.ObjectStoreServer;
import io.veilpool.model.digest.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/** The store away at start, gone in the middle, and without space. */
class StoreAwayTest {
    @TempDir
    private Path folder;

    @Test
    void getsReadyByItselfOnceTheStoreAnswers() throws Exception {
        String endpoint;
        String accessKey;
        String secretKey;
        try (ObjectStoreServer before = ObjectStoreServer.start(folder)) {
            endpoint = before.endpoint();
            accessKey = before.accessKey();
            secretKey = before.secretKey();
        }
        try (S3ObjectStore store = connect(endpoint, accessKey, secretKey)) {
            BucketPreparation preparation = new BucketPreparation(store);
            preparation.start();
            assertThat(preparation.health().getStatus()).isEqualTo(Status.DOWN);
            try (ObjectStoreServer back = ObjectStoreServer.start(folder)) {
                assertThat(back.endpoint()).isEqualTo(endpoint);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> preparation.health().getStatus().equals(Status.UP));
            }
            assertThat(preparation.health().getStatus()).isEqualTo(Status.DOWN);
            preparation.stop();
        }
    }

    @Test
    void startsTheEmbeddedStoreAgainWhenItsProcessDies() {
        try (EmbeddedObjectStore embedded = new EmbeddedObjectStore(folder)) {
            ObjectStoreServer first = embedded.server();
            ProcessHandle.of(first.processId()).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(60)).until(() -> embedded.server() != first);
            assertThat(embedded.server().endpoint()).isEqualTo(first.endpoint());
            try (S3ObjectStore store = connect(first.endpoint(), first.accessKey(), first.secretKey())) {
                store.prepare();
                assertThat(store.size("nothing")).isEmpty();
            }
        }
    }

    @Test
    void refusesWhenTheDiskIsFullAndGoesOnOnceThereIsSpace() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", small.toString()) == 0;
        Assumptions.assumeTrue(mounted, "needs the right to mount a small file system");
        try (ObjectStoreServer server = ObjectStoreServer.start(small.resolve("store"));
                S3ObjectStore store = connect(server.endpoint(), server.accessKey(), server.secretKey())) {
            store.prepare();
            Path large = file(16 << 20);
            assertThatThrownBy(() -> store.putIfAbsent("large", large, Digests.sha256(large)))
                    .isInstanceOf(RefusedException.class);
            assertThat(store.size("large")).isEmpty();
            Path fits = file(4 << 20);
            assertThat(store.putIfAbsent("fits", fits, Digests.sha256(fits))).isTrue();
            assertThat(store.size("fits")).contains(4L << 20);
        } finally {
            run("umount", small.toString());
        }
    }

    private Path file(int bytes) throws IOException {
        byte[] random = new byte[bytes];
        new Random(bytes).nextBytes(random);
        return Files.write(folder.resolve("bytes-" + bytes), random);
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static S3ObjectStore connect(String endpoint, String accessKey, String secretKey) {
        return new S3ObjectStore(
                new ObjectStoreConnection(endpoint, endpoint, "us-east-1", "veilpool-test", accessKey, secretKey));
    }
}
