package io.veilpool.coordinator.database;

import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.coordinator.settings.CoordinatorSettings;
import io.veilpool.coordinator.settings.EndpointsFile;
import io.veilpool.coordinator.settings.SecretFiles;
import io.veilpool.coordinator.settings.StartRefusedException;
import io.veilpool.embedded.EmbeddedServerException;
import io.veilpool.embedded.PostgresServer;
import java.time.Duration;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses the database: the operator's, else the embedded one, which the api starts and the worker waits for. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    private static final Duration PATIENCE_WITH_THE_API = Duration.ofSeconds(120);

    @Bean
    @ApiRole
    @ConditionalOnProperty(name = "veilpool.database.url", matchIfMissing = true, havingValue = "embedded")
    PostgresServer postgresServer(CoordinatorSettings settings, DatabaseSettings database) {
        try {
            return PostgresServer.start(
                    settings.data().toAbsolutePath().resolve("embedded").resolve("postgres"),
                    database.maxConnections());
        } catch (EmbeddedServerException e) {
            throw new StartRefusedException(
                    String.valueOf(e.getMessage()), "Or set veilpool.database.url to a PostgreSQL of your own.");
        }
    }

    @Bean
    JdbcConnectionDetails databaseConnection(
            DatabaseSettings database, EndpointsFile endpoints, ObjectProvider<PostgresServer> embedded) {
        String url = database.url();
        if (url != null && !url.equals("embedded")) {
            if (database.username() == null || database.passwordFile() == null) {
                throw new StartRefusedException(
                        "veilpool.database.url is set, but not both of username and password-file",
                        "Set veilpool.database.username and veilpool.database.password-file.");
            }
            return new Connection(url, database.username(), SecretFiles.read(database.passwordFile()));
        }
        PostgresServer server = embedded.getIfAvailable();
        if (server != null) {
            Connection connection = new Connection(server.jdbcUrl(), server.username(), server.password());
            endpoints.publish(
                    EndpointsFile.DATABASE,
                    Map.of(
                            "url", connection.getJdbcUrl(),
                            "username", connection.getUsername(),
                            "password", connection.getPassword()));
            return connection;
        }
        Map<String, String> published = endpoints.await(EndpointsFile.DATABASE, PATIENCE_WITH_THE_API);
        return new Connection(
                published.getOrDefault("url", ""),
                published.getOrDefault("username", ""),
                published.getOrDefault("password", ""));
    }

    @Bean
    FlywayConfigurationCustomizer flywayPatience(DatabaseSettings database) {
        return flyway -> flyway.connectRetries(database.retries()).connectRetriesInterval(2);
    }

    /** Not a record: its text never shows the password. */
    private static final class Connection implements JdbcConnectionDetails {
        private final String url;
        private final String username;
        private final String password;

        Connection(String url, String username, String password) {
            this.url = url;
            this.username = username;
            this.password = password;
        }

        @Override
        public String getJdbcUrl() {
            return url;
        }

        @Override
        public String getUsername() {
            return username;
        }

        @Override
        public String getPassword() {
            return password;
        }
    }
}
