package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One entry of the append-only trail: who did what to what. */
public record AuditEntryView(
        long sequence,
        Instant at,
        String actor,
        String action,
        String subject,
        @Nullable UUID collaboration,
        Map<String, String> details) {}
