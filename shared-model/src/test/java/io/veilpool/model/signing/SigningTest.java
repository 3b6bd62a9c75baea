package io.veilpool.model.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class SigningTest {
    private static final String TYPE = "veilpool-manifest";
    private static final byte[] PAYLOAD = "{\"rows\":3}".getBytes(StandardCharsets.UTF_8);

    private final SigningKey key = SigningKey.generate();

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertRefused(String compact, String why) {
        assertThatThrownBy(() -> Jws.verify(compact, key.publicJwk(), TYPE))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatWasSignedIsVerifiedAndComesBack() throws Exception {
        String compact = key.sign(PAYLOAD, TYPE);
        assertThat(Jws.verify(compact, key.publicJwk(), TYPE)).isEqualTo(PAYLOAD);
        assertThat(Jws.payloadUnverified(compact)).isEqualTo(PAYLOAD);
    }

    @Test
    void aKeyComesBackFromItsTextAndItsPublicPartHasNoSecret() throws Exception {
        SigningKey back = SigningKey.parse(key.privateJwk());
        assertThat(back.thumbprint()).isEqualTo(key.thumbprint());
        assertThat(Jws.verify(back.sign(PAYLOAD, TYPE), key.publicJwk(), TYPE)).isEqualTo(PAYLOAD);
        assertThat(PublicKeys.thumbprint(key.publicJwk())).isEqualTo(key.thumbprint());
        assertThat(ECKey.parse(key.publicJwk()).isPrivate()).isFalse();
        assertThat(key.publicJwk()).doesNotContain("\"d\"");
        assertThat(key.toString()).isEqualTo("SigningKey[" + key.thumbprint() + "]");
        assertThat(SigningKey.generate().thumbprint()).isNotEqualTo(key.thumbprint());
    }

    @Test
    void thumbprintIsThatOfRfc7638() throws Exception {
        // Computed by hand: SHA-256 of the required members in lexicographic order, no white space.
        ECKey ec = ECKey.parse(key.publicJwk());
        String canonical = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + ec.getX() + "\",\"y\":\"" + ec.getY() + "\"}";
        byte[] digest =
                java.security.MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
        assertThat(key.thumbprint()).isEqualTo(encode(digest));
    }

    @Test
    void refusesEveryChangedCharacter() {
        String signed = key.sign(PAYLOAD, TYPE);
        // The last character carries two bits of the signature; with A in its place the next letter has the same two.
        while (!signed.endsWith("A")) {
            signed = key.sign(PAYLOAD, TYPE);
        }
        String compact = signed;
        int accepted = 0;
        for (int i = 0; i < compact.length(); i++) {
            if (compact.charAt(i) == '.') {
                continue;
            }
            String changed =
                    compact.substring(0, i) + (compact.charAt(i) == 'A' ? 'B' : 'A') + compact.substring(i + 1);
            try {
                Jws.verify(changed, key.publicJwk(), TYPE);
                accepted++;
            } catch (InvalidSignatureException e) {
                assertThat(e).hasMessageNotContaining("rows");
            }
        }
        assertThat(accepted).isZero();
    }

    @Test
    void refusesAnotherType() {
        assertRefused(key.sign(PAYLOAD, "veilpool-report"), "typ must be veilpool-manifest");
        assertRefused(key.sign(PAYLOAD, "VEILPOOL-MANIFEST"), "typ must be");
        assertRefused(key.clientAssertion("e1", "http://x/token", Instant.now()), "typ must be");
    }

    @Test
    void refusesAnotherKey() throws Exception {
        SigningKey other = SigningKey.generate();
        assertRefused(other.sign(PAYLOAD, TYPE), "another key");
        // The same kid with another key's signature.
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(TYPE))
                .keyID(key.thumbprint())
                .build();
        assertRefused(signed(header, new ECDSASigner(ECKey.parse(other.privateJwk()))), "does not match");
    }

    @Test
    void refusesNoAlgorithmAndOtherAlgorithms() throws Exception {
        String fields = "\"typ\":\"" + TYPE + "\",\"kid\":\"" + key.thumbprint() + "\"}";
        assertRefused(encode("{\"alg\":\"none\"," + fields) + "." + encode(PAYLOAD) + ".", "not a compact JWS");
        assertRefused(
                encode("{\"alg\":\"none\"," + fields) + "." + encode(PAYLOAD) + "." + encode("x"), "not a compact JWS");
        JWSHeader mac = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType(TYPE))
                .keyID(key.thumbprint())
                .build();
        assertRefused(signed(mac, new MACSigner(key.publicJwk().getBytes(StandardCharsets.UTF_8))), "must be ES256");
        ECKey p384 = new ECKeyGenerator(Curve.P_384).generate();
        JWSHeader es384 = new JWSHeader.Builder(JWSAlgorithm.ES384)
                .type(new JOSEObjectType(TYPE))
                .keyID(key.thumbprint())
                .build();
        assertRefused(signed(es384, new ECDSASigner(p384)), "must be ES256");
    }

    @Test
    void refusesASignatureOfZeros() {
        String compact = key.sign(PAYLOAD, TYPE);
        String unsigned = compact.substring(0, compact.lastIndexOf('.') + 1);
        assertRefused(unsigned + encode(new byte[64]), "signature");
        assertRefused(unsigned, "");
    }

    @Test
    void refusesHeadersThatSayMoreOrLess() throws Exception {
        ECKey ec = ECKey.parse(key.privateJwk());
        ECDSASigner signer = new ECDSASigner(ec);
        JOSEObjectType type = new JOSEObjectType(TYPE);
        JWSHeader.Builder plain = new JWSHeader.Builder(JWSAlgorithm.ES256);
        assertRefused(signed(plain.build(), signer), "alg, typ and kid");
        assertRefused(signed(plain.type(type).build(), signer), "alg, typ and kid");
        JWSHeader.Builder full = plain.keyID(key.thumbprint());
        assertThat(Jws.verify(signed(full.build(), signer), key.publicJwk(), TYPE))
                .isEqualTo(PAYLOAD);
        assertRefused(signed(full.jwk(ec.toPublicJWK()).build(), signer), "nothing else");
        assertRefused(signed(full.jwk(null).customParam("x", 1).build(), signer), "nothing else");
    }

    @Test
    void refusesTextThatIsNoJws() {
        for (String odd : List.of("", "a", "a.b", "a.b.c", "..", "a.b.c.d", "{}")) {
            assertRefused(odd, "not a compact JWS");
            assertThatThrownBy(() -> Jws.payloadUnverified(odd)).isInstanceOf(InvalidSignatureException.class);
        }
        assertRefused("a".repeat((8 << 20) + 1), "limit 8388608");
    }

    @Test
    void refusesKeysThatAreNoPublicP256Keys() throws Exception {
        assertKeyRefused(key.privateJwk(), "compromised");
        assertKeyRefused(
                new ECKeyGenerator(Curve.P_384).generate().toPublicJWK().toJSONString(), "EC P-256");
        assertKeyRefused(new RSAKeyGenerator(2048).generate().toPublicJWK().toJSONString(), "EC P-256");
        assertKeyRefused("{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}", "private part");
        assertKeyRefused(
                new ECKeyGenerator(Curve.P_256)
                        .keyUse(KeyUse.ENCRYPTION)
                        .generate()
                        .toPublicJWK()
                        .toJSONString(),
                "not for signatures");
        // A point that is not on the curve would open the way for invalid-curve attacks.
        ECKey ec = ECKey.parse(key.publicJwk());
        assertKeyRefused(
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + ec.getX() + "\",\"y\":\"" + ec.getX() + "\"}",
                "valid JWK");
        assertKeyRefused("", "valid JWK");
        assertKeyRefused("{}", "valid JWK");
        assertKeyRefused("{" + " ".repeat(5000) + "}", "limit 4096");
    }

    private static void assertKeyRefused(String jwk, String why) {
        assertThatThrownBy(() -> PublicKeys.thumbprint(jwk))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> Jws.verify("a.b.c", jwk, TYPE)).isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void damagedPrivateKeysAreNotQuoted() {
        String secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ";
        for (String odd :
                List.of("", "{}", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"" + secret + "\"}", key.publicJwk())) {
            assertThatThrownBy(() -> SigningKey.parse(odd))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining(secret)
                    .hasNoCause();
        }
    }

    @Test
    void clientAssertionsAreForOneUseAndShort() throws Exception {
        Instant now = Instant.parse("2026-11-21T08:00:00Z");
        SignedJWT jwt = SignedJWT.parse(key.clientAssertion("entity-1", "http://localhost/oauth2/token", now));
        assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(jwt.getHeader().getKeyID()).isEqualTo(key.thumbprint());
        assertThat(jwt.verify(new com.nimbusds.jose.crypto.ECDSAVerifier(ECKey.parse(key.publicJwk()))))
                .isTrue();
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("entity-1");
        assertThat(claims.getSubject()).isEqualTo("entity-1");
        assertThat(claims.getAudience()).containsExactly("http://localhost/oauth2/token");
        assertThat(claims.getIssueTime()).isEqualTo(Date.from(now));
        assertThat(claims.getExpirationTime()).isEqualTo(Date.from(now.plusSeconds(120)));
        String other = key.clientAssertion("entity-1", "http://localhost/oauth2/token", now);
        assertThat(SignedJWT.parse(other).getJWTClaimsSet().getJWTID()).isNotEqualTo(claims.getJWTID());
    }

    private static String signed(JWSHeader header, JWSSigner signer) throws Exception {
        JWSObject object = new JWSObject(header, new Payload(PAYLOAD));
        object.sign(signer);
        return object.serialize();
    }
}
