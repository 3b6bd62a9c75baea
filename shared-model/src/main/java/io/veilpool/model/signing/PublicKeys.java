package io.veilpool.model.signing;

/** Skeleton. */
public final class PublicKeys {
    private PublicKeys() {}

    /** Thumbprint (RFC 7638) of a public JWK; refuses anything but an EC P-256 key without private part. */
    public static String thumbprint(String publicJwk) throws InvalidSignatureException {
        throw new IllegalStateException("not yet");
    }
}
