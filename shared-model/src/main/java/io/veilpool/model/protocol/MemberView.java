package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;

/**
 * An entity that takes part.
 *
 * @param publicKey       the entity's public JWK (EC P-256) as JSON text; its signatures verify with it
 * @param keyFingerprint  RFC 7638 thumbprint of that key, to be compared out of band
 * @param acceptedCharter version of the charter that the entity accepted last
 */
public record MemberView(
        UUID id,
        String name,
        boolean active,
        String publicKey,
        String keyFingerprint,
        int acceptedCharter,
        Instant enrolledAt) {}
