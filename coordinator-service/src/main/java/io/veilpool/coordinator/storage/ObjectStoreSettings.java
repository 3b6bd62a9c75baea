package io.veilpool.coordinator.storage;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which object store, and how uploads behave.
 *
 * @param endpoint       an external store; absent: the api runs one of its own under the data folder
 * @param publicEndpoint address of the store as agents see it; absent: {@code endpoint}
 * @param accessKey      of the external store
 * @param secretKeyFile  file that holds the external store's secret key
 * @param linkLife       life of presigned addresses, 1 second to 7 days
 * @param staleAfter     an upload without completion is forgotten after this time and can then be begun again
 */
@ConfigurationProperties("veilpool.object-store")
public record ObjectStoreSettings(
        @Nullable String endpoint,
        @Nullable String publicEndpoint,
        @DefaultValue("us-east-1") String region,
        @DefaultValue("veilpool") String bucket,
        @Nullable String accessKey,
        @Nullable Path secretKeyFile,
        @DefaultValue("1h") Duration linkLife,
        @DefaultValue("7d") Duration staleAfter) {
    public ObjectStoreSettings {
        if (linkLife.compareTo(Duration.ofSeconds(1)) < 0 || linkLife.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(
                    "veilpool.object-store.link-life must be 1 s to 7 days, was " + linkLife);
        }
        if (staleAfter.compareTo(linkLife) < 0) {
            throw new IllegalArgumentException("veilpool.object-store.stale-after must be at least link-life ("
                    + linkLife + "), was " + staleAfter);
        }
    }
}
