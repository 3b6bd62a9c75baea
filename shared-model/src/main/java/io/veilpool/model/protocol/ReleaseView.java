package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;

/**
 * A release.
 *
 * @param state    {@code DECLARED} (bytes missing), {@code PUBLISHED} (immutable), {@code REJECTED} or, a decider trained on
 *     rows that were withdrawn since, {@code WITHDRAWN}
 * @param digest   SHA-256 of the manifest's payload bytes: the release's identity
 * @param manifestJws the signed manifest; for a POOL_DECIDER signed by the coordinator's key (its JWK set)
 */
public record ReleaseView(
        UUID id,
        ReleaseKind kind,
        String state,
        String digest,
        String publishedBy,
        ReleaseManifest manifest,
        String manifestJws,
        String reason,
        Instant createdAt) {}
