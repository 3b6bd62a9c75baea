package io.veilpool.model.signing;

/** Skeleton. */
public final class Jws {
    private Jws() {}

    public static byte[] verify(String compact, String publicJwk, String type) throws InvalidSignatureException {
        throw new IllegalStateException("not yet");
    }

    public static byte[] payloadUnverified(String compact) throws InvalidSignatureException {
        throw new IllegalStateException("not yet");
    }
}
