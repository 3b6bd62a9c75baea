package io.veilpool.agent.testing;

import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ChangeState;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.CreateAccount;
import io.veilpool.model.protocol.GrantAccess;
import io.veilpool.model.protocol.InviteEntity;
import io.veilpool.model.protocol.Login;
import io.veilpool.model.protocol.OpenCollaboration;
import io.veilpool.model.protocol.OrderRerun;
import io.veilpool.model.protocol.RegisterOfficer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The coordinator as it is started, api and worker as processes over embedded servers, and what its admin does. Its
 * requests do not go through any proxy of the test.
 */
public final class RealCoordinator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final String PASSWORD = "a password for tests only";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final int port;
    private final List<Process> processes = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    private String token = "";

    private RealCoordinator(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    public static RealCoordinator start(Path folder) throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RealCoordinator coordinator = new RealCoordinator(folder, free.getLocalPort());
            free.close();
            try {
                coordinator.startProcesses();
                return coordinator;
            } catch (IOException | InterruptedException e) {
                coordinator.close();
                throw e;
            }
        }
    }

    private void startProcesses() throws IOException, InterruptedException {
        Path password = Files.writeString(folder.resolve("admin.password"), PASSWORD);
        process(
                "api",
                "--veilpool.admin.password-file=" + password,
                "--server.port=" + port,
                "--veilpool.public-url=" + address());
        await("api", "Coordinator ready");
        process("worker", "--veilpool.worker.pool-decider.steps=3");
        await("worker", "Worker ready");
        token = send("POST", "/api/v1/logins", new Login("admin", PASSWORD), null)
                .get("accessToken")
                .asString();
    }

    private void process(String role, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                "io.veilpool.coordinator.CoordinatorApplication",
                role,
                "--veilpool.data=" + folder.resolve("coordinator"),
                "--veilpool.exit-with-pid=" + ProcessHandle.current().pid()));
        line.addAll(List.of(arguments));
        processes.add(new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log(role).toFile())
                .start());
    }

    private Path log(String role) {
        return folder.resolve(role + ".log");
    }

    private void await(String role, String line) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!Files.readString(log(role)).contains(line)) {
            if (!processes.getLast().isAlive() || Instant.now().isAfter(deadline)) {
                throw new IOException("the " + role + " did not start: " + Files.readString(log(role)));
            }
            Thread.sleep(200);
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public UUID open(String name, Charter charter) throws IOException, InterruptedException {
        JsonNode opened = send("POST", "/api/v1/collaborations", new OpenCollaboration(name, charter), null);
        UUID id = UUID.fromString(opened.get("id").asString());
        move(id, CollaborationState.OPEN);
        return id;
    }

    /** @return the invitation's code */
    public String invite(UUID collaboration, String entity) throws IOException, InterruptedException {
        return send("POST", path(collaboration, "/invitations"), new InviteEntity(entity, 1), null)
                .get("code")
                .asString();
    }

    public void move(UUID collaboration, CollaborationState state) throws IOException, InterruptedException {
        HttpResponse<String> seen = exchange("GET", path(collaboration, ""), null, null);
        String tag = seen.headers().firstValue("ETag").orElseThrow();
        send("PUT", path(collaboration, "/state"), new ChangeState(state), tag);
    }

    public void snapshot(UUID collaboration) throws IOException, InterruptedException {
        send("POST", path(collaboration, "/snapshots"), java.util.Map.of(), null);
    }

    public void revoke(UUID collaboration, UUID entity) throws IOException, InterruptedException {
        send("DELETE", path(collaboration, "/members/" + entity), null, null);
    }

    /** As an auditor, whose account is made for it and granted the collaboration. @return the re-run's id */
    public UUID orderRerun(UUID collaboration, OrderRerun order) throws IOException, InterruptedException {
        String admins = token;
        JsonNode account = send("POST", "/api/v1/accounts", new CreateAccount("auditor", "AUDITOR"), null);
        send("POST", path(collaboration, "/auditors"), new GrantAccess("auditor"), null);
        try {
            token = send(
                            "POST",
                            "/api/v1/logins",
                            new Login("auditor", account.get("password").asString()),
                            null)
                    .get("accessToken")
                    .asString();
            return UUID.fromString(send("POST", path(collaboration, "/reruns"), order, null)
                    .get("id")
                    .asString());
        } finally {
            token = admins;
        }
    }

    /** @return the officer's id */
    public UUID registerOfficer(UUID collaboration, UUID entity, String name, String publicKey)
            throws IOException, InterruptedException {
        return UUID.fromString(send("POST", officers(collaboration, entity), new RegisterOfficer(name, publicKey), null)
                .get("id")
                .asString());
    }

    public void revokeOfficer(UUID collaboration, UUID entity, UUID officer) throws IOException, InterruptedException {
        send("DELETE", officers(collaboration, entity) + "/" + officer, null, null);
    }

    private static String officers(UUID collaboration, UUID entity) {
        return path(collaboration, "/members/" + entity + "/officers");
    }

    /** Any list of a collaboration, as JSON. */
    public JsonNode list(UUID collaboration, String what) throws IOException, InterruptedException {
        return send("GET", path(collaboration, "/" + what), null, null);
    }

    /** Fetches the bundle of evidence into a file. */
    public Path evidence(UUID collaboration, Path file) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address().resolve(path(collaboration, "/evidence")))
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofFile(file)).body();
    }

    private static String path(UUID collaboration, String rest) {
        return "/api/v1/collaborations/" + collaboration + rest;
    }

    private JsonNode send(String method, String path, @Nullable Object body, @Nullable String ifMatch)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = exchange(method, path, body, ifMatch);
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + " answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    private HttpResponse<String> exchange(String method, String path, @Nullable Object body, @Nullable String ifMatch)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(ProtocolJson.write(body));
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path))
                .header("Content-Type", "application/json")
                .method(method, publisher);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes.reversed()) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
        http.close();
    }
}
