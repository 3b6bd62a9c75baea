package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An entity that takes part.
 *
 * @param publicKey       the entity's public JWK (EC P-256) as JSON text; its signatures verify with it
 * @param keyFingerprint  RFC 7638 thumbprint of that key, to be compared out of band
 * @param acceptedCharter version of the charter that the entity accepted last
 * @param officers        who may release, or might, what the entity hands in, in the order in which they were registered
 */
public record MemberView(
        UUID id,
        String name,
        boolean active,
        String publicKey,
        String keyFingerprint,
        int acceptedCharter,
        Instant enrolledAt,
        List<OfficerView> officers) {
    /** Those whose approvals count now. */
    public List<OfficerView> activeOfficers() {
        return officers.stream().filter(officer -> officer.revokedAt() == null).toList();
    }
}
