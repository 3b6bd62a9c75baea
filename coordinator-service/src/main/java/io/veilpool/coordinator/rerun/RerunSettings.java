package io.veilpool.coordinator.rerun;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How closely re-runs are watched.
 *
 * @param watchEvery how often the worker looks for overdue and stale ones, a second to a day
 */
@ConfigurationProperties("veilpool.reruns")
record RerunSettings(@DefaultValue("1m") Duration watchEvery) {
    RerunSettings {
        if (watchEvery.compareTo(Duration.ofSeconds(1)) < 0 || watchEvery.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("veilpool.reruns.watch-every must be 1s to 1d, was " + watchEvery);
        }
    }
}
