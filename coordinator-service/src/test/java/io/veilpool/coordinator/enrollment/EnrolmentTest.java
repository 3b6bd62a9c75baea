package io.veilpool.coordinator.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.coordinator.testing.TestClock;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.EnrolEntity;
import io.veilpool.model.protocol.InviteEntity;
import io.veilpool.model.signing.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@CoordinatorTest
class EnrolmentTest {
    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    TestClock clock;

    @Autowired
    JdbcClient database;

    private UUID collaboration;

    @BeforeEach
    void open() {
        collaboration = parties.collaboration();
        parties.move(collaboration, CollaborationState.OPEN);
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void anInvitedEntityBecomesAMemberWithTheKeyItMade() {
        SigningKey key = SigningKey.generate();
        Rest.Answer enrolled = enrol(parties.invite(collaboration, "e1"), key.publicJwk());
        assertThat(enrolled.status()).isEqualTo(201);
        assertThat(enrolled.json().get("collaborationId").asString()).isEqualTo(collaboration.toString());
        assertThat(enrolled.json().get("tokenEndpoint").asString())
                .isEqualTo(CoordinatorTest.PUBLIC_URL + "/oauth2/token");
        assertThat(enrolled.json().at("/charter/version").asInt()).isEqualTo(1);
        Rest.Answer view = rest.get("/api/v1/collaborations/" + collaboration, parties.admin());
        assertThat(view.json().at("/members/0/keyFingerprint").asString()).isEqualTo(key.thumbprint());
    }

    @Test
    void aCodeWorksOnce() {
        String code = parties.invite(collaboration, "e1");
        assertThat(enrol(code, SigningKey.generate().publicJwk()).status()).isEqualTo(201);
        Rest.Answer second = enrol(code, SigningKey.generate().publicJwk());
        assertThat(second.status()).isEqualTo(410);
        assertThat(second.detail()).contains("used before");
    }

    @Test
    void anAgentWhoseAnswerWasLostMayAskAgainWithTheSameKey() {
        String code = parties.invite(collaboration, "e1");
        SigningKey key = SigningKey.generate();
        Rest.Answer first = enrol(code, key.publicJwk());
        Rest.Answer again = enrol(code, key.publicJwk());
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void ofManyAgentsWithOneCodeOneEnrols() {
        String code = parties.invite(collaboration, "e1");
        List<CompletableFuture<Rest.Answer>> racing = IntStream.range(0, 5)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> enrol(code, SigningKey.generate().publicJwk())))
                .toList();
        assertThat(racing.stream()
                        .map(CompletableFuture::join)
                        .map(Rest.Answer::status)
                        .sorted())
                .containsExactly(201, 410, 410, 410, 410);
    }

    @Test
    void aWrongCodeIsRefused() {
        assertThat(enrol("no-such-code", SigningKey.generate().publicJwk()).problem())
                .isEqualTo("invitation-unusable");
    }

    @Test
    void anExpiredCodeIsRefused() {
        String code = parties.invite(collaboration, "e1");
        clock.move(Duration.ofHours(25));
        Rest.Answer refused = enrol(code, SigningKey.generate().publicJwk());
        assertThat(refused.status()).isEqualTo(410);
        assertThat(refused.detail()).contains("expired at");
        clock.reset();
    }

    @Test
    void aRevokedCodeIsRefused() {
        String path = "/api/v1/collaborations/" + collaboration + "/invitations";
        Rest.Answer invited = rest.post(path, parties.admin(), new InviteEntity("e1", 24));
        String id = invited.json().get("id").asString();
        assertThat(rest.delete(path + "/" + id, parties.admin()).status()).isEqualTo(204);
        Rest.Answer refused = enrol(
                invited.json().get("code").asString(), SigningKey.generate().publicJwk());
        assertThat(refused.status()).isEqualTo(410);
        assertThat(refused.detail()).contains("revoked");
        assertThat(rest.delete(path + "/" + id, parties.admin()).problem()).isEqualTo("wrong-state");
    }

    @Test
    void anInvitationOfAnotherCollaborationIsNotRevokedFromHere() {
        Rest.Answer invited = rest.post(
                "/api/v1/collaborations/" + collaboration + "/invitations",
                parties.admin(),
                new InviteEntity("e1", 24));
        UUID other = parties.collaboration();
        assertThat(rest.delete(
                                "/api/v1/collaborations/" + other + "/invitations/"
                                        + invited.json().get("id").asString(),
                                parties.admin())
                        .problem())
                .isEqualTo("not-found");
    }

    @Test
    void aKeyThatIsPrivateOfAnotherCurveOrNoKeyIsRefusedAndTheCodeStaysGood() throws JOSEException {
        String code = parties.invite(collaboration, "e1");
        String wrongCurve =
                new ECKeyGenerator(Curve.P_384).generate().toPublicJWK().toJSONString();
        for (String key : List.of(SigningKey.generate().privateJwk(), wrongCurve, "{}", "no json", "x".repeat(5_000))) {
            Rest.Answer refused = enrol(code, key);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.detail()).contains("publicKey");
        }
        assertThat(enrol(code, SigningKey.generate().publicJwk()).status()).isEqualTo(201);
    }

    @Test
    void oneKeyBelongsToOneEntityAndOneNameToOneMember() {
        Party e1 = parties.enrol(collaboration, "e1");
        assertThat(enrol(parties.invite(collaboration, "e2"), e1.key().publicJwk())
                        .problem())
                .isEqualTo("already-exists");
        assertThat(enrol(
                                parties.invite(collaboration, "e1"),
                                SigningKey.generate().publicJwk())
                        .problem())
                .isEqualTo("already-exists");
        rest.delete("/api/v1/collaborations/" + collaboration + "/members/" + e1.id(), parties.admin());
        assertThat(enrol(
                                parties.invite(collaboration, "e1"),
                                SigningKey.generate().publicJwk())
                        .status())
                .isEqualTo(201);
    }

    @Test
    void nobodyEnrolsInADraft() {
        UUID draft = parties.collaboration();
        Rest.Answer refused =
                enrol(parties.invite(draft, "e1"), SigningKey.generate().publicJwk());
        assertThat(refused.problem()).isEqualTo("wrong-state");
    }

    @Test
    void codesAreShownOnceAndKeptAsHashes() {
        String code = parties.invite(collaboration, "e1");
        assertThat(rest.get("/api/v1/collaborations/" + collaboration + "/invitations", parties.admin())
                        .body())
                .doesNotContain(code)
                .contains("PENDING");
        assertThat(database.sql("select count(*) from invitation where code_hash = ?")
                        .param(code)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void namesAndHoursHaveLimits() {
        String path = "/api/v1/collaborations/" + collaboration + "/invitations";
        for (InviteEntity wrong : List.of(
                new InviteEntity("coordinator", 24),
                new InviteEntity("a/b", 24),
                new InviteEntity("", 24),
                new InviteEntity("e1", 0),
                new InviteEntity("e1", 721))) {
            assertThat(rest.post(path, parties.admin(), wrong).problem()).isEqualTo("invalid-request");
        }
    }

    private Rest.Answer enrol(String code, String publicKey) {
        return rest.post("/api/v1/enrolments", null, new EnrolEntity(code, publicKey));
    }
}
