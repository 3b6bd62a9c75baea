package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A contribution.
 *
 * @param manifestJws the signed manifest; empty, as most of the manifest is, for other members
 * @param approvals   what officers signed ({@link Approval}); empty for other members
 * @param reasons     why it was rejected or withdrawn, one sentence each
 */
public record ContributionView(
        UUID id,
        String entity,
        ContributionState state,
        ContributionManifest manifest,
        String manifestJws,
        List<String> approvals,
        List<String> reasons,
        Instant createdAt) {}
