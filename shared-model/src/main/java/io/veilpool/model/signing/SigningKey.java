package io.veilpool.model.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** An entity's own key pair, EC P-256, with which it signs manifests and reports and logs in. */
public final class SigningKey {
    private static final Duration ASSERTION_LIFETIME = Duration.ofMinutes(2);

    private final ECKey key;
    private final String thumbprint;

    private SigningKey(ECKey key) {
        this.key = key;
        this.thumbprint = PublicKeys.thumbprint(key);
    }

    /** A new key pair from the platform's secure random generator. */
    public static SigningKey generate() {
        try {
            return new SigningKey(new ECKeyGenerator(Curve.P_256).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has EC P-256", e);
        }
    }

    /**
     * Takes up a kept key pair.
     *
     * @param privateJwk what {@link #privateJwk()} gave
     * @throws IllegalArgumentException if it is no EC P-256 key with private part; the message never quotes it
     */
    public static SigningKey parse(String privateJwk) {
        ECKey key;
        try {
            key = ECKey.parse(privateJwk);
        } catch (ParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the signing key is damaged: not a valid EC JWK");
        }
        if (!key.isPrivate() || !Curve.P_256.equals(key.getCurve())) {
            throw new IllegalArgumentException("the signing key must be EC P-256 with its private part");
        }
        return new SigningKey(key);
    }

    /** Secret: the whole key pair as JWK. */
    public String privateJwk() {
        return key.toJSONString();
    }

    /** The public part as JWK. */
    public String publicJwk() {
        return key.toPublicJWK().toJSONString();
    }

    /** The key's id: RFC 7638 thumbprint, SHA-256, base64url. */
    public String thumbprint() {
        return thumbprint;
    }

    /**
     * Compact JWS, ES256, with the key's thumbprint as {@code kid}.
     *
     * @param type the header's {@code typ}, which says what is signed, so that a signed report cannot pass for a manifest
     */
    public String sign(byte[] payload, String type) {
        JWSHeader header = header(type);
        JWSObject object = new JWSObject(header, new Payload(payload));
        try {
            object.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("signing failed", e);
        }
        return object.serialize();
    }

    /**
     * Client assertion of RFC 7523 (private_key_jwt), for one use within two minutes.
     *
     * @param audience address of the token endpoint
     */
    public String clientAssertion(String clientId, String audience, Instant now) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ASSERTION_LIFETIME)))
                .jwtID(UUID.randomUUID().toString())
                .build();
        SignedJWT jwt = new SignedJWT(header("JWT"), claims);
        try {
            jwt.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("signing failed", e);
        }
        return jwt.serialize();
    }

    private JWSHeader header(String type) {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(type))
                .keyID(thumbprint)
                .build();
    }

    @Override
    public String toString() {
        return "SigningKey[" + thumbprint + "]";
    }
}
