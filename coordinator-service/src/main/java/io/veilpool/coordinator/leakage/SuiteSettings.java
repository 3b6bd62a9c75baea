package io.veilpool.coordinator.leakage;

import io.veilpool.model.protocol.LeakageReport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which attackers reports must have been made with.
 *
 * @param suite least version of the attack suite, at least 1; without it that of this software. Reports made with an older one are stale
 */
@ConfigurationProperties("veilpool.leakage")
record SuiteSettings(@Nullable Integer suite) {
    SuiteSettings {
        if (suite != null && suite < 1) {
            throw new IllegalArgumentException("veilpool.leakage.suite must be at least 1, was " + suite);
        }
    }

    int least() {
        return suite == null ? LeakageReport.SUITE : suite;
    }

    /** Nobody here knows what a newer one would be. */
    int newest() {
        return Math.max(least(), LeakageReport.SUITE);
    }
}
