package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.PublicKeys;

/** Public keys as requests bring them. A refusal never repeats what was sent: it may be a private key. */
public final class PublicKeyCheck {
    private static final int MAX_CHARACTERS = 2_000;

    private PublicKeyCheck() {}

    /** RFC 7638 thumbprint; refused with INVALID_REQUEST unless it is a public EC P-256 key. */
    public static String fingerprint(String publicKey) {
        if (publicKey.length() > MAX_CHARACTERS) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "publicKey has %d characters, at most %d are allowed."
                            .formatted(publicKey.length(), MAX_CHARACTERS));
        }
        try {
            return PublicKeys.thumbprint(publicKey);
        } catch (InvalidSignatureException e) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "publicKey must be a public JWK on the curve P-256 without its private part: " + e.getMessage());
        }
    }
}
