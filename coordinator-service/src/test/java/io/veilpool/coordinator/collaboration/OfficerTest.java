package io.veilpool.coordinator.collaboration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.EnrolEntity;
import io.veilpool.model.protocol.RegisterOfficer;
import io.veilpool.model.signing.SigningKey;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@CoordinatorTest
class OfficerTest {
    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    JdbcClient database;

    private final SigningKey key = SigningKey.generate();
    private Party e1;
    private Party e2;

    @BeforeEach
    void open() {
        List<Party> members = parties.open("e1", "e2");
        e1 = members.getFirst();
        e2 = members.getLast();
    }

    @Test
    void registersAnOfficerOnceAndListsItWithItsMember() {
        Rest.Answer made = register(e1, "dpo", key.publicJwk());
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().get("keyFingerprint").asString()).isEqualTo(key.thumbprint());
        assertThat(register(e1, "dpo", key.publicJwk()).json().get("id"))
                .isEqualTo(made.json().get("id"));

        Rest.Answer seen = rest.get("/api/v1/collaborations/" + e1.collaboration(), parties.token(e2));
        assertThat(seen.json().at("/members/0/officers").size()).isEqualTo(1);
        assertThat(seen.json().at("/members/0/officers/0/name").asString()).isEqualTo("dpo");
        assertThat(seen.json().at("/members/1/officers").size()).isZero();
    }

    @Test
    void refusesKeysThatAreNotAnOfficersOwn() {
        register(e1, "dpo", key.publicJwk());
        assertThat(register(e2, "dpo", key.publicJwk()).problem()).isEqualTo("already-exists");
        assertThat(register(e1, "another", key.publicJwk()).problem()).isEqualTo("already-exists");
        assertThat(register(e1, "dpo", SigningKey.generate().publicJwk()).detail())
                .contains("with another key already");
        assertThat(register(e1, "another", e1.key().publicJwk()).detail()).contains("an entity's agent signs with");
        assertThat(register(e1, "another", e2.key().publicJwk()).detail()).contains("an entity's agent signs with");
        String code = parties.invite(e1.collaboration(), "e3");
        assertThat(rest.post("/api/v1/enrolments", null, new EnrolEntity(code, key.publicJwk()))
                        .detail())
                .contains("or is an officer's");
    }

    @Test
    void refusesWhatIsNoPublicKeyAndNeverRepeatsAPrivateOne() throws Exception {
        Rest.Answer secret = register(e1, "dpo", key.privateJwk());
        assertThat(secret.problem()).isEqualTo("invalid-request");
        assertThat(secret.detail()).contains("private part");
        String d = tools.jackson.databind.json.JsonMapper.shared()
                .readTree(key.privateJwk())
                .get("d")
                .asString();
        assertThat(secret.body()).doesNotContain(d);
        String other = new ECKeyGenerator(Curve.P_384).generate().toPublicJWK().toJSONString();
        for (String bad :
                List.of("", "{}", "[]", "not json", "{\"kty\":\"oct\",\"k\":\"AAAA\"}", other, "x".repeat(2001))) {
            assertThat(register(e1, "dpo", bad).problem()).as(bad).isEqualTo("invalid-request");
        }
        for (String name : List.of("", "a b", "-a", "x".repeat(64))) {
            assertThat(register(e1, name, key.publicJwk()).detail()).as(name).contains("1 to 63 letters");
        }
    }

    @Test
    void refusesEntitiesThatAreNoActiveMembersHere() {
        Party foreign = parties.open("e1").getFirst();
        Party elsewhere = new Party(foreign.id(), "e1", e1.collaboration(), foreign.key(), "");
        assertThat(register(elsewhere, "dpo", key.publicJwk()).problem()).isEqualTo("not-found");
        rest.delete("/api/v1/collaborations/" + e2.collaboration() + "/members/" + e2.id(), parties.admin());
        assertThat(register(e2, "dpo", key.publicJwk()).problem()).isEqualTo("wrong-state");
    }

    @Test
    void revokesForGoodAndFreesTheNameButNotTheKey() {
        UUID officer = UUID.fromString(
                register(e1, "dpo", key.publicJwk()).json().get("id").asString());
        assertThat(rest.delete(officers(e2) + "/" + officer, parties.admin()).problem())
                .as("of another entity")
                .isEqualTo("not-found");
        assertThat(rest.delete(officers(e1) + "/" + officer, parties.admin()).status())
                .isEqualTo(204);
        assertThat(register(e1, "dpo", key.publicJwk()).problem()).isEqualTo("already-exists");
        assertThat(register(e1, "dpo", SigningKey.generate().publicJwk()).status())
                .isEqualTo(201);
        assertThat(rest.get("/api/v1/collaborations/" + e1.collaboration(), parties.admin())
                        .json()
                        .at("/members/0/officers/0/revokedAt")
                        .isString())
                .isTrue();
        assertThatThrownBy(() -> database.sql("update officer set revoked_at = null where id = ?")
                        .param(officer)
                        .update())
                .hasMessageContaining("revoked once");
        assertThatThrownBy(() -> database.sql("delete from officer where id = ?")
                        .param(officer)
                        .update())
                .hasMessageContaining("revoked once");
    }

    private Rest.Answer register(Party party, String name, String publicKey) {
        return rest.post(officers(party), parties.admin(), new RegisterOfficer(name, publicKey));
    }

    private static String officers(Party party) {
        return "/api/v1/collaborations/" + party.collaboration() + "/members/" + party.id() + "/officers";
    }
}
