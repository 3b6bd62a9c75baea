package io.veilpool.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.testing.Parties;
import io.veilpool.model.protocol.Login;
import io.veilpool.model.protocol.OpenCollaboration;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The program as it is started: real processes over embedded servers, killed and started again. */
class CoordinatorProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Pattern PASSWORD = Pattern.compile("account admin, password (\\S+) ");

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void killedWithoutWarningItStartsAgainWithEverythingAndItsTokensStayGood() throws Exception {
        int port = freePort();
        Started first = start("first", "api", "--server.port=" + port);
        first.awaitLine("Coordinator ready: http://127.0.0.1:" + port);
        Matcher password = PASSWORD.matcher(first.output());
        assertThat(password.find()).isTrue();
        String token = JsonMapper.shared()
                .readTree(post(port, "/api/v1/logins", null, new Login("admin", password.group(1)))
                        .body())
                .get("accessToken")
                .asString();
        HttpResponse<String> opened =
                post(port, "/api/v1/collaborations", token, new OpenCollaboration("survivor", Parties.charter()));
        assertThat(opened.statusCode()).isEqualTo(201);
        Path data = folder.resolve("data");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(data.resolve("embedded/endpoints.json"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("keys/signing-key.json"))))
                .isEqualTo("rw-------");

        int healthPort = freePort();
        Started worker = start(
                "worker",
                "worker",
                "--veilpool.exit-with-pid=" + first.process.pid(),
                "--veilpool.worker.health-port=" + healthPort);
        worker.awaitLine("Worker ready");
        assertThat(get(healthPort, "/actuator/health/readiness", "none").statusCode())
                .isEqualTo(200);
        assertThat(get(healthPort, "/actuator/prometheus", "none").body()).contains("jvm_memory");
        assertThat(get(healthPort, "/api/v1/collaborations", token).statusCode())
                .isEqualTo(404);
        first.process.destroyForcibly().waitFor();
        assertThat(worker.process.waitFor(30, TimeUnit.SECONDS))
                .as("the worker ends with the process it is tied to")
                .isTrue();

        Started second = start("second", "api", "--server.port=" + port);
        second.awaitLine("Coordinator ready");
        assertThat(second.output()).doesNotContain("password");
        HttpResponse<String> list = get(port, "/api/v1/collaborations", token);
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body()).contains("survivor");
    }

    @Test
    void aPortInUseIsSaidInOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Started refused = start("port", "api", "--server.port=" + taken.getLocalPort());
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.output()).contains("Port " + taken.getLocalPort() + " was already in use");
            assertThat(refused.output()).doesNotContain("\tat ");
        }
    }

    @Test
    void aDatabaseThatIsAwayAtStartIsSaidWithTheRemedy() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "not-the-password");
        Started refused = start(
                "away",
                "api",
                "--veilpool.database.url=jdbc:postgresql://127.0.0.1:" + freePort() + "/veilpool",
                "--veilpool.database.username=veilpool",
                "--veilpool.database.password-file=" + secret,
                "--veilpool.database.retries=1");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("The database does not answer")
                .contains("veilpool.database.url")
                .doesNotContain("not-the-password")
                .doesNotContain("\tat ");
    }

    @Test
    void aCommandLineThatMeansNothingIsRefusedWithTheUsage() throws Exception {
        Started refused = start("usage", "both");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("api or worker, not 'both'").contains("Usage: coordinator");
    }

    private Started start(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CoordinatorApplication.class.getName()));
        command.addAll(List.of(arguments));
        command.add("--veilpool.data=" + folder.resolve("data"));
        Path output = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        processes.add(process);
        return new Started(process, output);
    }

    private record Started(Process process, Path log) {
        String output() {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(output())
                    .isTrue();
            return process.exitValue();
        }

        void awaitLine(String line) throws InterruptedException {
            Instant deadline = Instant.now().plus(PATIENCE);
            while (!output().contains(line)) {
                assertThat(process.isAlive()).as(output()).isTrue();
                assertThat(Instant.now()).as(output()).isBefore(deadline);
                Thread.sleep(100);
            }
        }
    }

    private static HttpResponse<String> post(int port, String path, @Nullable String token, Object body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(int port, String path, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
