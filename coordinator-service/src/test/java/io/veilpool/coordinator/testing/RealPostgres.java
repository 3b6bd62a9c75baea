package io.veilpool.coordinator.testing;

import io.veilpool.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL for tests, one server per JVM; a database of its own for whoever asks. */
public record RealPostgres(String url, String username, String password) {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** The server's first database, shared. */
    public static RealPostgres shared() {
        return Holder.SERVER;
    }

    /** An empty database on the shared server. */
    public static RealPostgres fresh() {
        RealPostgres server = Holder.SERVER;
        String name = "fresh_" + DATABASES.incrementAndGet();
        try (Connection connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("No database for this test", e);
        }
        return new RealPostgres(
                server.url.replaceFirst("/[^/?]+(\\?|$)", "/" + name + "$1"), server.username, server.password);
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, username, password);
    }

    private static final class Holder {
        static final RealPostgres SERVER = Infrastructure.containers() ? container() : embedded();

        private static RealPostgres embedded() {
            PostgresServer server = PostgresServer.start(
                    Infrastructure.temporaryFolder("postgres").resolve("postgres"), 60);
            Infrastructure.atEnd(server);
            return new RealPostgres(server.jdbcUrl(), server.username(), server.password());
        }

        @SuppressWarnings("resource") // lives as long as the JVM; the container engine's reaper ends it
        private static RealPostgres container() {
            PostgreSQLContainer server =
                    new PostgreSQLContainer(System.getProperty("postgres.image", "postgres:18-alpine"));
            server.start();
            return new RealPostgres(server.getJdbcUrl(), server.getUsername(), server.getPassword());
        }
    }
}
