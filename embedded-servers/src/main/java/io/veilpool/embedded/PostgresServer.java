package io.veilpool.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL on loopback with data kept in one folder, durable ({@code fsync} on), password by SCRAM, no socket file.
 *
 * <p>Ends with {@link #close()}, at the JVM's exit, or about a second after the JVM was killed. A server that outlived
 * even that is stopped by the next start on the same folder.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String USER = "veilpool";
    private static final int ATTEMPTS = 3;

    private final PostgresBinaries binaries;
    private final Path data;
    private final int port;
    private final String password;
    private final FolderLock lock;
    private final Thread hook = new Thread(this::stopQuietly, "stop-postgresql");
    private boolean closed;

    private PostgresServer(PostgresBinaries binaries, Path data, int port, String password, FolderLock lock) {
        this.binaries = binaries;
        this.data = data;
        this.port = port;
        this.password = password;
        this.lock = lock;
    }

    /**
     * Starts the server; makes the cluster at first use (2 to 4 s, later starts 0.1 to 1 s).
     *
     * @param folder         created if absent, owner-only
     * @param maxConnections 5 to 1,000
     * @throws EmbeddedServerException when the folder is in use or the server does not come up
     */
    public static PostgresServer start(Path folder, int maxConnections) {
        if (maxConnections < 5 || maxConnections > 1000) {
            throw new IllegalArgumentException("maxConnections must be 5 to 1000, was " + maxConnections);
        }
        Path home = folder.toAbsolutePath().normalize();
        try {
            KeptFiles.privateFolder(home);
            FolderLock lock = FolderLock.take(home, PATIENCE);
            try {
                return startLocked(home, maxConnections, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EmbeddedServerException("PostgreSQL cannot use the folder " + home + ": " + e, e);
        }
    }

    private static PostgresServer startLocked(Path home, int maxConnections, FolderLock lock) throws IOException {
        PostgresBinaries binaries = PostgresBinaries.unpacked(home.resolve("bin"));
        Path data = home.resolve("data");
        stopOrphan(binaries, data);
        String password = KeptFiles.secret(home.resolve("password"), 24);
        if (!Files.exists(data.resolve("PG_VERSION")) || Files.exists(home.resolve("initialising"))) {
            initialise(binaries, home, data);
        }
        Path log = home.resolve("postgresql.log");
        for (int attempt = 1; ; attempt++) {
            int port = Ports.keptOrFree(home.resolve("port"));
            Files.deleteIfExists(log);
            CommandResult started = binaries.run(
                    "pg_ctl",
                    "-D",
                    data.toString(),
                    "-w",
                    "-t",
                    "60",
                    "-l",
                    log.toString(),
                    "-o",
                    options(port, maxConnections),
                    "start");
            if (started.ok()) {
                KeptFiles.write(home.resolve("port"), Integer.toString(port));
                PostgresServer server = new PostgresServer(binaries, data, port, password, lock);
                Runtime.getRuntime().addShutdownHook(server.hook);
                PostgresWatchdog.start(ProcessHandle.current().pid(), postmaster(data));
                LOG.info("PostgreSQL runs on 127.0.0.1:{}", port);
                return server;
            }
            String tail = tail(log);
            boolean taken = tail.contains("Address already in use");
            if (!taken || attempt == ATTEMPTS) {
                throw new EmbeddedServerException("PostgreSQL did not start in " + data + ": " + started.output() + " "
                        + tail + " (whole log: " + log + ")");
            }
        }
    }

    private static String options(int port, int maxConnections) {
        return "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections="
                + maxConnections + " -c fsync=on -c shared_buffers=64MB -c timezone=UTC";
    }

    /** A cluster whose making was interrupted is made again; the marker tells it from a damaged one. */
    private static void initialise(PostgresBinaries binaries, Path home, Path data) throws IOException {
        KeptFiles.write(home.resolve("initialising"), "");
        Folders.delete(data);
        CommandResult made = binaries.run(
                "initdb",
                "-D",
                data.toString(),
                "-U",
                USER,
                "-A",
                "scram-sha-256",
                "--pwfile=" + home.resolve("password"),
                "-E",
                "UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8");
        if (!made.ok()) {
            throw new EmbeddedServerException(
                    "PostgreSQL could not make its cluster in " + data + ": " + made.output());
        }
        Files.delete(home.resolve("initialising"));
    }

    /** Stops a server left over from a killed process; forgets a pid file whose process is gone or somebody else's. */
    private static void stopOrphan(PostgresBinaries binaries, Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = postmaster(data);
        boolean ours =
                pid > 0 && ProcessLife.runs(pid) && ProcessLife.commandLine(pid).contains(data.toString());
        if (!ours) {
            Files.deleteIfExists(pidFile);
            return;
        }
        LOG.warn("Stopping a PostgreSQL (process {}) that outlived its coordinator", pid);
        CommandResult stopped = binaries.run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "-t", "20", "stop");
        if (!stopped.ok()) {
            stopped = binaries.run("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "-t", "20", "stop");
        }
        if (!stopped.ok() && ProcessLife.runs(pid)) {
            throw new EmbeddedServerException("PostgreSQL process " + pid + " of an earlier start does not stop: "
                    + stopped.output() + ". End that process and start again.");
        }
    }

    /** First line of the pid file, or -1. */
    private static long postmaster(Path data) throws IOException {
        List<String> lines = new ArrayList<>();
        Path file = data.resolve("postmaster.pid");
        if (Files.exists(file)) {
            lines.addAll(Files.readAllLines(file));
        }
        try {
            return lines.isEmpty() ? -1 : Long.parseLong(lines.getFirst().strip());
        } catch (NumberFormatException damaged) {
            return -1;
        }
    }

    private static String tail(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = Files.readAllLines(log);
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    /** Address of the database {@code postgres}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String username() {
        return USER;
    }

    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    /** Process id of the postmaster; tests kill it. */
    public long processId() {
        try {
            return postmaster(data);
        } catch (IOException e) {
            throw new EmbeddedServerException("Cannot read the server's pid file: " + e.getMessage(), e);
        }
    }

    /** Fast shutdown: open transactions are rolled back. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            binaries.run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "-t", "30", "stop");
        } catch (IOException e) {
            throw new EmbeddedServerException("PostgreSQL did not stop: " + e.getMessage(), e);
        } finally {
            lock.close();
        }
        if (Thread.currentThread() != hook) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException exiting) {
                LOG.debug("The JVM exits already");
            }
        }
    }

    private void stopQuietly() {
        try {
            close();
        } catch (EmbeddedServerException e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
