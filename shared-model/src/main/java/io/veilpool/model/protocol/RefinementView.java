package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;

/** A refinement that an entity chose to report. */
public record RefinementView(UUID id, String entity, RefinementReport report, Instant createdAt) {}
