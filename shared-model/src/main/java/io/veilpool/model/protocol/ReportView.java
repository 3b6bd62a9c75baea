package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;

/** A leakage report as it was sent. */
public record ReportView(
        UUID id, String entity, String digest, LeakageReport report, String reportJws, Instant createdAt) {}
