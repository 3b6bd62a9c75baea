package io.veilpool.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An S3 store on loopback in a JVM of its own, over a folder of files; verifies signatures. Ends with {@link #close()},
 * with this JVM however it ends, and never holds objects in memory.
 */
public final class ObjectStoreServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectStoreServer.class);
    private static final int START_SECONDS = 60;

    private final Process process;
    private final String endpoint;
    private final String accessKey;
    private final String secretKey;

    private ObjectStoreServer(Process process, String endpoint, String accessKey, String secretKey) {
        this.process = process;
        this.endpoint = endpoint;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    /**
     * Starts the store (1 to 5 s). Credentials are made at first start and kept in owner-only files of the folder; so
     * is the port, which changes only when somebody else took it.
     */
    public static ObjectStoreServer start(Path folder) {
        return start(folder, List.of());
    }

    /** @param jvmOptions appended to the child's, for instance {@code -Xmx128m} */
    public static ObjectStoreServer start(Path folder, List<String> jvmOptions) {
        Path home = folder.toAbsolutePath().normalize();
        Path log = home.resolve("object-store.log");
        try {
            KeptFiles.privateFolder(home);
            String accessKey = KeptFiles.secret(home.resolve("access-key"), 12);
            String secretKey = KeptFiles.secret(home.resolve("secret-key"), 30);
            Process process = launch(home, log, jvmOptions);
            String ready = firstLine(process);
            if (ready == null || !ready.startsWith("ready ")) {
                process.destroyForcibly();
                throw new EmbeddedServerException("The object store did not start in " + home + ": "
                        + reason(ready, log) + " (log: " + log + ")");
            }
            String endpoint = "http://127.0.0.1:" + Integer.parseInt(ready.substring("ready ".length()));
            LOG.info("The object store runs on {}", endpoint);
            return new ObjectStoreServer(process, endpoint, accessKey, secretKey);
        } catch (IOException e) {
            throw new EmbeddedServerException("The object store cannot use the folder " + home + ": " + e, e);
        }
    }

    private static Process launch(Path home, Path log, List<String> jvmOptions) throws IOException {
        java.util.ArrayList<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:MaxMetaspaceSize=128m"));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedObjectStoreMain.class.getName(),
                home.toString(),
                Long.toString(ProcessHandle.current().pid())));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.to(new File(log.toString())))
                .start();
    }

    private static @Nullable String firstLine(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        CompletableFuture<@Nullable String> line = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("object-store-output").start(() -> {
            try (lines) {
                line.complete(lines.readLine());
                while (lines.readLine() != null) {
                    LOG.trace("The object store says more than expected");
                }
            } catch (IOException e) {
                line.completeExceptionally(e);
            }
        });
        try {
            return line.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new EmbeddedServerException("Interrupted while the object store started", stopped);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new EmbeddedServerException("The object store did not answer within " + START_SECONDS + " s", e);
        }
    }

    private static String reason(@Nullable String line, Path log) throws IOException {
        if (line != null && line.startsWith("failed ")) {
            return line.substring("failed ".length());
        }
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    /** Its address, for instance {@code http://127.0.0.1:43210}. */
    public String endpoint() {
        return endpoint;
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    /** Process id of the store; tests kill it. */
    public long processId() {
        return process.pid();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
