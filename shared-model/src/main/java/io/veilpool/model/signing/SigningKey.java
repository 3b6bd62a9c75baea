package io.veilpool.model.signing;

import java.time.Instant;

/** Skeleton. */
public final class SigningKey {
    private SigningKey() {}

    public static SigningKey generate() {
        throw new IllegalStateException("not yet");
    }

    public static SigningKey parse(String privateJwk) {
        throw new IllegalStateException("not yet");
    }

    public String privateJwk() {
        throw new IllegalStateException("not yet");
    }

    public String publicJwk() {
        throw new IllegalStateException("not yet");
    }

    public String thumbprint() {
        throw new IllegalStateException("not yet");
    }

    public String sign(byte[] payload, String type) {
        throw new IllegalStateException("not yet");
    }

    public String clientAssertion(String clientId, String audience, Instant now) {
        throw new IllegalStateException("not yet");
    }
}
