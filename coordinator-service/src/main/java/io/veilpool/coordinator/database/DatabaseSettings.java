package io.veilpool.coordinator.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An operator's own PostgreSQL 16 or newer; without {@code url} the api starts one under the data folder.
 *
 * @param url            JDBC address, {@code jdbc:postgresql://host:5432/veilpool}
 * @param passwordFile   file whose first line is the password
 * @param maxConnections of the embedded one
 * @param retries        how often a start tries to connect before it gives up, waiting 1 to 2 s in between
 */
@ConfigurationProperties("veilpool.database")
record DatabaseSettings(
        @Nullable String url,
        @Nullable String username,
        @Nullable Path passwordFile,
        @DefaultValue("50") int maxConnections,
        @DefaultValue("30") int retries) {}
