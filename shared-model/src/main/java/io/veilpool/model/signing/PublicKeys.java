package io.veilpool.model.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import java.text.ParseException;

/** Public keys as they come from outside: EC P-256 JWKs, nothing else. */
public final class PublicKeys {
    private static final int MOST_CHARACTERS = 4096;

    private PublicKeys() {}

    /**
     * Thumbprint (RFC 7638, SHA-256, base64url), the key's id.
     *
     * @throws InvalidSignatureException unless it is an EC P-256 key for signatures, without private part
     */
    public static String thumbprint(String publicJwk) throws InvalidSignatureException {
        return thumbprint(parse(publicJwk));
    }

    static ECKey parse(String publicJwk) throws InvalidSignatureException {
        if (publicJwk.length() > MOST_CHARACTERS) {
            throw new InvalidSignatureException(
                    "a public key of " + publicJwk.length() + " characters, limit " + MOST_CHARACTERS);
        }
        JWK key;
        try {
            key = JWK.parse(publicJwk);
        } catch (ParseException | IllegalArgumentException e) {
            // No cause: Nimbus quotes what it could not parse, which may be a private key.
            throw new InvalidSignatureException("the public key is not a valid JWK; send an EC P-256 key");
        }
        if (key.isPrivate()) {
            throw new InvalidSignatureException(
                    "the key has its private part; it is compromised: make a new one and send only its public part");
        }
        if (!(key instanceof ECKey ec) || !Curve.P_256.equals(ec.getCurve())) {
            throw new InvalidSignatureException(
                    "a key of type " + key.getKeyType() + " is not accepted; send an EC P-256 key");
        }
        if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) {
            throw new InvalidSignatureException("the key is not for signatures");
        }
        return ec;
    }

    static String thumbprint(ECKey key) {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
