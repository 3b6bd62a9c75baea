package io.veilpool.coordinator.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import java.text.ParseException;

/** Kept public keys, as the library that checks signatures wants them. */
final class PublicJwks {
    private PublicJwks() {}

    /** The public key with its RFC 7638 thumbprint as key id, which signatures name in {@code kid}. */
    static JWK parse(String json) {
        try {
            ECKey key = ECKey.parse(json).toPublicJWK();
            return new ECKey.Builder(key)
                    .keyID(key.computeThumbprint().toString())
                    .build();
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException("A kept public key is not a JWK", e);
        }
    }
}
