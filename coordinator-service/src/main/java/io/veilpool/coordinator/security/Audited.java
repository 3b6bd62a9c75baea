package io.veilpool.coordinator.security;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something changed. Published with {@code ApplicationEventPublisher} inside the transaction that changes it; the
 * audit room writes the entry in the same transaction, so there is no change without its entry. The actor is the
 * current caller, or the process's role where nobody called.
 *
 * @param action  what happened, lower-case words with hyphens, for instance {@code contribution-accepted}
 * @param subject what it happened to, for instance {@code contribution 8d40...}
 * @param details values worth keeping; no secrets
 */
public record Audited(
        String action, String subject, @Nullable UUID collaboration, Map<String, String> details) {
    public Audited {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
