package io.veilpool.coordinator.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.coordinator.testing.TestClock;
import io.veilpool.model.signing.SigningKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@CoordinatorTest
class AgentTokenTest {
    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    TestClock clock;

    private Party e1;

    @BeforeEach
    void enrol() {
        e1 = parties.open("e1").getFirst();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void aTokenLastsTenMinutesAndNamesEntityAndRole() throws ParseException {
        String token = parties.token(e1);
        JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo(e1.id().toString());
        assertThat(claims.getStringListClaim("roles")).containsExactly("ENTITY");
        assertThat(claims.getAudience()).containsExactly(CoordinatorTest.PUBLIC_URL);
        assertThat(status(token)).isEqualTo(200);
        clock.move(Duration.ofMinutes(10).plusSeconds(35));
        assertThat(status(token)).isEqualTo(401);
    }

    @Test
    void aTamperedTokenIsRefused() {
        String token = parties.token(e1);
        String[] parts = token.split("\\.");
        char flipped = parts[1].charAt(10) == 'A' ? 'B' : 'A';
        String body = parts[1].substring(0, 10) + flipped + parts[1].substring(11);
        assertThat(status(parts[0] + "." + body + "." + parts[2])).isEqualTo(401);
        assertThat(status(parts[0] + "." + parts[1] + ".")).isEqualTo(401);
        assertThat(status("eyJhbGciOiJub25lIn0." + parts[1] + ".")).isEqualTo(401);
    }

    @Test
    void aTokenThatSomebodyElseSignedIsRefused() throws JOSEException, ParseException {
        JWTClaimsSet claims = SignedJWT.parse(parties.token(e1)).getJWTClaimsSet();
        assertThat(status(signed(SigningKey.generate(), claims))).isEqualTo(401);
        assertThat(status(signed(e1.key(), claims))).isEqualTo(401);
    }

    @Test
    void anAssertionIsGoodForOneToken() {
        String assertion = assertion(claims -> {});
        assertThat(ask(assertion).status()).isEqualTo(200);
        Rest.Answer replayed = ask(assertion);
        assertThat(replayed.status()).isEqualTo(401);
        assertThat(replayed.json().get("error").asString()).isEqualTo("invalid_client");
        assertThat(replayed.json().get("error_description").asString()).contains("used before");
    }

    @Test
    void anAssertionForAnotherAudienceIsRefused() {
        assertThat(description(claims -> claims.audience("http://elsewhere.test/oauth2/token")))
                .contains(e1.tokenEndpoint());
        assertThat(description(claims ->
                        claims.audience(java.util.List.of(e1.tokenEndpoint(), "http://elsewhere.test/oauth2/token"))))
                .contains("nothing else");
    }

    @Test
    void anAssertionOfAnotherKeyIsRefused() {
        SigningKey other = SigningKey.generate();
        Rest.Answer refused = ask(other.clientAssertion(e1.id().toString(), e1.tokenEndpoint(), Instant.now()));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().get("error_description").asString()).contains("enrolled key");
    }

    @Test
    void anAssertionInSomebodyElsesNameIsRefused() {
        Party other = parties.open("e1").getFirst();
        assertThat(ask(other.key().clientAssertion(e1.id().toString(), e1.tokenEndpoint(), Instant.now()))
                        .status())
                .isEqualTo(401);
        assertThat(description(claims -> claims.subject(other.id().toString()))).contains("iss and sub");
    }

    @Test
    void anAssertionThatLivesLongerThanFiveMinutesIsRefused() {
        assertThat(description(
                        claims -> claims.expirationTime(Date.from(Instant.now().plusSeconds(400)))))
                .contains("at most 300 s");
        assertThat(description(claims -> claims.expirationTime(null))).contains("iat and exp");
        assertThat(description(claims -> claims.jwtID(null))).contains("jti");
    }

    @Test
    void aClockThatIsTenMinutesOffHearsBothTimes() {
        Instant fast = Instant.now().plus(Duration.ofMinutes(10));
        Rest.Answer refused = ask(e1.key().clientAssertion(e1.id().toString(), e1.tokenEndpoint(), fast));
        assertThat(refused.status()).isEqualTo(401);
        String said = refused.json().get("error_description").asString();
        assertThat(said).contains(fast.toString().substring(0, 16)).contains("coordinator's clock");
        assertThat(said).containsPattern("(59\\d|60\\d) s apart");

        Instant slow = Instant.now().minus(Duration.ofMinutes(10));
        assertThat(ask(e1.key().clientAssertion(e1.id().toString(), e1.tokenEndpoint(), slow))
                        .json()
                        .get("error_description")
                        .asString())
                .contains(slow.toString().substring(0, 16))
                .contains("set the client's clock");
    }

    @Test
    void aRevokedMemberGetsNoTokenAndItsOldOneIsRefusedAtOnce() {
        String token = parties.token(e1);
        assertThat(status(token)).isEqualTo(200);
        rest.delete("/api/v1/collaborations/" + e1.collaboration() + "/members/" + e1.id(), parties.admin());
        Rest.Answer refused = rest.get("/api/v1/collaborations/" + e1.collaboration(), token);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.detail()).contains("revoked");
        assertThat(refused.header("WWW-Authenticate"))
                .hasValueSatisfying(header -> assertThat(header).contains("invalid_token"));
        assertThat(ask(assertion(claims -> {})).status()).isEqualTo(401);
    }

    @Test
    void otherGrantsAndClientsWithoutAKeyAreRefused() {
        String form = "application/x-www-form-urlencoded";
        assertThat(rest.send(
                                "POST",
                                "/oauth2/token",
                                null,
                                "grant_type=client_credentials&client_id=" + e1.id() + "&client_secret=x",
                                "Content-Type",
                                form)
                        .status())
                .isEqualTo(401);
        assertThat(rest.send("POST", "/oauth2/token", null, "grant_type=client_credentials", "Content-Type", form)
                        .status())
                .isEqualTo(401);
        for (String off :
                new String[] {"/oauth2/authorize", "/oauth2/introspect", "/oauth2/revoke", "/connect/register"}) {
            assertThat(rest.post(off, null, "{}").status()).isEqualTo(401);
        }
    }

    @Test
    void theKeySetHoldsPublicKeysOnly() {
        Rest.Answer keys = rest.get("/oauth2/jwks", null);
        assertThat(keys.status()).isEqualTo(200);
        assertThat(keys.json().get("keys").size()).isPositive();
        assertThat(keys.body()).doesNotContain("\"d\"");
    }

    private int status(String token) {
        return rest.get("/api/v1/collaborations/" + e1.collaboration(), token).status();
    }

    private Rest.Answer ask(String assertion) {
        return parties.tokenRequest(e1.id().toString(), assertion);
    }

    private String description(Consumer<JWTClaimsSet.Builder> change) {
        Rest.Answer refused = ask(assertion(change));
        assertThat(refused.status()).isEqualTo(401);
        return refused.json().get("error_description").asString();
    }

    private String assertion(Consumer<JWTClaimsSet.Builder> change) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(e1.id().toString())
                .subject(e1.id().toString())
                .audience(e1.tokenEndpoint())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)));
        change.accept(claims);
        try {
            return signed(e1.key(), claims.build());
        } catch (JOSEException | ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(SigningKey key, JWTClaimsSet claims) throws JOSEException, ParseException {
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims);
        jwt.sign(new ECDSASigner(ECKey.parse(key.privateJwk())));
        return jwt.serialize();
    }
}
