package io.veilpool.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    /** One cluster for all tests: making one costs a thousand flushed files. */
    @TempDir
    private static Path folder;

    @Test
    void keepsDataAndPortOverRestartsAndAfterAKill() throws Exception {
        int port;
        try (PostgresServer server = PostgresServer.start(folder, 20)) {
            port = server.port();
            try (Connection connection = connect(server);
                    Statement statement = connection.createStatement()) {
                statement.execute("drop table if exists kept");
                statement.execute("create table kept (n int)");
                statement.execute("insert into kept values (1)");
            }
        }
        PostgresServer killed = PostgresServer.start(folder, 20);
        try (Connection connection = connect(killed);
                Statement statement = connection.createStatement()) {
            statement.execute("insert into kept values (2)");
        }
        ProcessHandle.of(killed.processId()).orElseThrow().destroyForcibly();
        killed.close();
        try (PostgresServer again = PostgresServer.start(folder, 20)) {
            assertThat(rows(again)).isEqualTo(2);
            assertThat(again.port()).isEqualTo(port);
        }
    }

    @Test
    void isDurableAndPrivate() throws Exception {
        try (PostgresServer server = PostgresServer.start(folder, 20)) {
            assertThat(setting(server, "fsync")).isEqualTo("on");
            assertThat(setting(server, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(server, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting(server, "data_checksums")).isEqualTo("on");
            assertThat(setting(server, "unix_socket_directories")).isEmpty();
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), server.username(), "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            for (String name : new String[] {"bin", "data"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                        .isEqualTo("rwx------");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void refusesAFolderInUseAndSaysSo() {
        try (PostgresServer server = PostgresServer.start(folder, 20)) {
            assertThat(server.port()).isPositive();
            assertThatThrownBy(() -> PostgresServer.start(folder, 20))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("in use by another process")
                    .hasMessageContaining(folder.toString());
        }
    }

    @Test
    void takesAnotherPortWhenItsOwnIsTaken() throws Exception {
        int port;
        try (PostgresServer server = PostgresServer.start(folder, 20)) {
            port = server.port();
        }
        try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                PostgresServer server = PostgresServer.start(folder, 20)) {
            assertThat(server.port()).isNotEqualTo(squatter.getLocalPort());
            assertThat(setting(server, "fsync")).isEqualTo("on");
        }
    }

    @Test
    void startsAgainAfterItsJvmWasKilledAtOnceAndLaterAndWithAStrangersPidFile() throws Exception {
        Process first = ChildJvm.start(PostgresHolder.class, folder);
        long orphan = Long.parseLong(ChildJvm.line(first));
        first.destroyForcibly().waitFor();
        // the watchdog needs about a second, so this start finds the orphan alive or dying
        try (PostgresServer second = PostgresServer.start(folder, 20)) {
            assertThat(second.processId()).isNotEqualTo(orphan);
            Thread.sleep(2500); // the first JVM's watchdog must leave the second server alone
            assertThat(setting(second, "fsync")).isEqualTo("on");
        }
        Process third = ChildJvm.start(PostgresHolder.class, folder);
        long left = Long.parseLong(ChildJvm.line(third));
        third.destroyForcibly().waitFor();
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (ProcessLife.runs(left) && Instant.now().isBefore(deadline)) {
            Thread.sleep(100);
        }
        assertThat(ProcessLife.runs(left)).as("server outlives its killed JVM").isFalse();
        // a pid file naming a live process that is no PostgreSQL, as after a reboot
        Files.writeString(
                folder.resolve("data/postmaster.pid"), ProcessHandle.current().pid() + "\n");
        try (PostgresServer fourth = PostgresServer.start(folder, 20)) {
            assertThat(setting(fourth, "fsync")).isEqualTo("on");
        }
    }

    @Test
    void makesAHalfMadeClusterAgain(@TempDir Path broken) throws Exception {
        Files.createDirectories(broken.resolve("data"));
        Files.writeString(broken.resolve("data/PG_VERSION"), "18\n");
        Files.writeString(broken.resolve("initialising"), "");
        try (PostgresServer server = PostgresServer.start(broken, 20)) {
            assertThat(setting(server, "fsync")).isEqualTo("on");
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
    }

    private static int rows(PostgresServer server) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static String setting(PostgresServer server, String name) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show " + name)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
