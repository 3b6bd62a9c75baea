package io.veilpool.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreServerTest {
    @TempDir
    private Path folder;

    @Test
    void keepsPortAndSecretsOverAKillAndRefusesStrangers() throws Exception {
        String endpoint;
        String secret;
        try (ObjectStoreServer server = ObjectStoreServer.start(folder)) {
            endpoint = server.endpoint();
            secret = server.secretKey();
            assertThat(answer(endpoint)).isEqualTo(403);
            ProcessHandle.of(server.processId()).orElseThrow().destroyForcibly();
        }
        try (ObjectStoreServer server = ObjectStoreServer.start(folder)) {
            assertThat(server.endpoint()).isEqualTo(endpoint);
            assertThat(server.secretKey()).isEqualTo(secret).hasSizeGreaterThan(32);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secret-key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void takesAnotherPortWhenItsOwnIsTaken() throws Exception {
        try (ServerSocket squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KeptFiles.write(folder.resolve("port"), Integer.toString(squatter.getLocalPort()));
            try (ObjectStoreServer server = ObjectStoreServer.start(folder)) {
                assertThat(URI.create(server.endpoint()).getPort()).isNotEqualTo(squatter.getLocalPort());
                assertThat(answer(server.endpoint())).isEqualTo(403);
            }
        }
    }

    @Test
    void endsWithItsKilledParent() throws Exception {
        Process parent = ChildJvm.start(ObjectStoreHolder.class, folder);
        long store = Long.parseLong(ChildJvm.line(parent));
        assertThat(ProcessLife.runs(store)).isTrue();
        parent.destroyForcibly().waitFor();
        Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
        while (ProcessLife.runs(store) && Instant.now().isBefore(deadline)) {
            Thread.sleep(50);
        }
        assertThat(ProcessLife.runs(store))
                .as("store outlives its killed parent")
                .isFalse();
        try (ObjectStoreServer again = ObjectStoreServer.start(folder)) {
            assertThat(again.isRunning()).isTrue();
        }
    }

    @Test
    void saysWhatIsWrongWhenItsFolderCannotBeUsed() throws Exception {
        Files.writeString(folder.resolve("objects"), "a file where a folder belongs");
        assertThatThrownBy(() -> ObjectStoreServer.start(folder))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("objects");
    }

    private static int answer(String endpoint) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(endpoint + "/")).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
