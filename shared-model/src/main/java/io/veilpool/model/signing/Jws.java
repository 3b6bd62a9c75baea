package io.veilpool.model.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;
import java.util.Collection;
import java.util.Set;

/** Compact JWS of {@link SigningKey#sign}: ES256 only, header fields alg, typ and kid only. */
public final class Jws {
    private static final int MOST_CHARACTERS = 8 << 20;
    private static final Set<String> HEADER_FIELDS = Set.of("alg", "typ", "kid");

    private Jws() {}

    /**
     * Checks everything and gives back what was signed.
     *
     * @param publicJwk the signer's public key, known beforehand: nothing in the JWS can choose another
     * @param type      the {@code typ} that the header must have
     * @return the payload that was signed
     * @throws InvalidSignatureException if anything about header, key or signature is wrong
     */
    public static byte[] verify(String compact, String publicJwk, String type) throws InvalidSignatureException {
        ECKey key = PublicKeys.parse(publicJwk);
        JWSObject object = parse(compact);
        JWSHeader header = object.getHeader();
        if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())) {
            throw new InvalidSignatureException("a signature must be ES256");
        }
        if (!HEADER_FIELDS.equals(header.getIncludedParams())) {
            throw new InvalidSignatureException("the signature's header must have alg, typ and kid and nothing else");
        }
        if (!type.equals(header.getType().getType())) {
            throw new InvalidSignatureException("something else was signed: typ must be " + type);
        }
        if (!PublicKeys.thumbprint(key).equals(header.getKeyID())) {
            throw new InvalidSignatureException(
                    "signed with another key: kid must be the key's thumbprint " + PublicKeys.thumbprint(key));
        }
        try {
            if (!object.verify(new ECDSAVerifier(key))) {
                throw new InvalidSignatureException("the signature does not match what was signed");
            }
        } catch (JOSEException e) {
            throw new InvalidSignatureException("the signature cannot be checked", e);
        }
        return object.getPayload().toBytes();
    }

    /**
     * The same with several keys, one of which must have signed.
     *
     * @throws InvalidSignatureException what the last of them says, if none did
     */
    public static byte[] verifyWithAny(String jws, Collection<String> keys, String type)
            throws InvalidSignatureException {
        InvalidSignatureException last = new InvalidSignatureException("there is no key");
        for (String key : keys) {
            try {
                return verify(jws, key, type);
            } catch (InvalidSignatureException e) {
                last = e;
            }
        }
        throw last;
    }

    /** Thumbprint of the key that is said to have signed, unchecked: only to look up that key. */
    public static String keyUnverified(String compact) throws InvalidSignatureException {
        String key = parse(compact).getHeader().getKeyID();
        if (key == null) {
            throw new InvalidSignatureException("the signature names no key");
        }
        return key;
    }

    /** What was signed, unchecked: only to look up whose key must verify it. */
    public static byte[] payloadUnverified(String compact) throws InvalidSignatureException {
        return parse(compact).getPayload().toBytes();
    }

    /** Thumbprint of the key that it says it was signed with, unchecked: only to show it, or to look the key up. */
    public static String keyIdUnverified(String compact) throws InvalidSignatureException {
        String keyId = parse(compact).getHeader().getKeyID();
        if (keyId == null) {
            throw new InvalidSignatureException("a signature's header must have kid");
        }
        return keyId;
    }

    private static JWSObject parse(String compact) throws InvalidSignatureException {
        if (compact.length() > MOST_CHARACTERS) {
            throw new InvalidSignatureException(
                    "a JWS of " + compact.length() + " characters, limit " + MOST_CHARACTERS);
        }
        try {
            JWSObject object = JWSObject.parse(compact);
            for (Base64URL part : object.getParsedParts()) {
                // Bits that decoding ignores would let one signature have many texts.
                if (!Base64URL.encode(part.decode()).equals(part)) {
                    throw new InvalidSignatureException("this is not a compact JWS in canonical base64url");
                }
            }
            return object;
        } catch (ParseException | IllegalArgumentException e) {
            throw new InvalidSignatureException("this is not a compact JWS");
        }
    }
}
