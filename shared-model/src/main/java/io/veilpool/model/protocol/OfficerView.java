package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person of an entity who may release its contributions.
 *
 * @param publicKey      that person's public JWK (EC P-256) as JSON text; approvals verify with it
 * @param keyFingerprint RFC 7638 thumbprint of that key, to be compared out of band
 * @param revokedAt      since when approvals by this key count no more; null while they do
 */
public record OfficerView(
        UUID id,
        String name,
        String publicKey,
        String keyFingerprint,
        Instant registeredAt,
        @Nullable Instant revokedAt) {}
