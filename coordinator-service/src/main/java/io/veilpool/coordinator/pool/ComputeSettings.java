package io.veilpool.coordinator.pool;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Turns at the processors that this machine's agents and worker share.
 *
 * @param turnsFolder folder with the turns' lock files; absent: nobody to share with
 * @param turns       how many may compute at once
 */
@ConfigurationProperties("veilpool.compute")
record ComputeSettings(
        @Nullable Path turnsFolder, @DefaultValue("1") int turns) {
    ComputeSettings {
        if (turns < 1 || turns > 1024) {
            throw new IllegalArgumentException("veilpool.compute.turns must be 1 to 1024, was " + turns);
        }
    }
}
