package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A contribution; {@code reasons} says why it was rejected, one sentence each. */
public record ContributionView(
        UUID id,
        String entity,
        ContributionState state,
        ContributionManifest manifest,
        List<String> reasons,
        Instant createdAt) {}
