package io.veilpool.coordinator.collaboration;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.AcceptCharter;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.ChangeState;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.OpenCollaboration;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@CoordinatorTest
class CollaborationLifecycleTest {
    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    JdbcClient database;

    @Test
    void opensADraftAndGivesItBackAsItWas() {
        Charter charter = Parties.charter();
        Rest.Answer opened = rest.post(
                "/api/v1/collaborations",
                parties.admin(),
                new OpenCollaboration("x-rays " + UUID.randomUUID(), charter));
        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.json().get("state").asString()).isEqualTo("DRAFT");
        String location = opened.header("Location").orElseThrow();
        Rest.Answer read = rest.get(location, parties.admin());
        assertThat(read.body()).isEqualTo(opened.body());
        assertThat(read.header("ETag")).isEqualTo(opened.header("ETag"));
        assertThat(read.json().at("/charter/charter/classes").size()).isEqualTo(3);
    }

    @Test
    void goesForwardOneStateAtATimeOnly() {
        UUID id = parties.collaboration();
        assertThat(parties.tryMove(id, CollaborationState.SHARING).problem()).isEqualTo("wrong-state");
        assertThat(parties.tryMove(id, CollaborationState.CLOSED).problem()).isEqualTo("wrong-state");
        parties.move(id, CollaborationState.OPEN);
        assertThat(parties.tryMove(id, CollaborationState.DRAFT).problem()).isEqualTo("wrong-state");
        assertThat(parties.tryMove(id, CollaborationState.OPEN).problem()).isEqualTo("wrong-state");
    }

    @Test
    void doesNotShareBeforeThePublishingEntityEnrolled() {
        UUID id = parties.open("e2").getFirst().collaboration();
        Rest.Answer refused = parties.tryMove(id, CollaborationState.SHARING);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("e1");
    }

    @Test
    void theDatabaseItselfRefusesAStateThatGoesBack() {
        UUID id = parties.collaboration();
        parties.move(id, CollaborationState.OPEN);
        assertThat(refusedByDatabase("update collaboration set state = 'DRAFT' where id = '" + id + "'"))
                .contains("does not go from OPEN to DRAFT");
        assertThat(refusedByDatabase("update collaboration set state = 'CLOSED' where id = '" + id + "'"))
                .contains("does not go from OPEN to CLOSED");
        assertThat(refusedByDatabase("delete from collaboration where id = '" + id + "'"))
                .contains("never changed or removed");
        assertThat(refusedByDatabase("update charter_version set charter = '{}'"))
                .contains("never changed or removed");
    }

    @Test
    void refusesAChangeWithoutTheVersionThatWasSeen() {
        UUID id = parties.collaboration();
        Rest.Answer answer = rest.put(
                "/api/v1/collaborations/" + id + "/state", parties.admin(), new ChangeState(CollaborationState.OPEN));
        assertThat(answer.status()).isEqualTo(428);
        assertThat(answer.problem()).isEqualTo("precondition-required");
    }

    @Test
    void ofManyChangesToOneVersionExactlyOneWins() {
        UUID id = parties.collaboration();
        String etag = parties.etag(id);
        List<CompletableFuture<Rest.Answer>> racing = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> rest.put(
                        "/api/v1/collaborations/" + id + "/charter",
                        parties.admin(),
                        withRows(Parties.charter(), new RowLimits(1, 1_000 + i)),
                        "If-Match",
                        etag)))
                .toList();
        List<Integer> statuses = racing.stream()
                .map(CompletableFuture::join)
                .map(Rest.Answer::status)
                .sorted()
                .toList();
        assertThat(statuses).containsExactly(200, 412, 412, 412, 412, 412);
        assertThat(rest.get("/api/v1/collaborations/" + id + "/charters", parties.admin())
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aNewCharterIsANewVersionThatMembersAccept() {
        Party e1 = parties.open("e1").getFirst();
        String path = "/api/v1/collaborations/" + e1.collaboration();
        Charter next = withThresholds(Parties.charter(), new Thresholds(3, 0.2, 0.2, 0.9, 1, AttackEffort.NONE));
        Rest.Answer changed =
                rest.put(path + "/charter", parties.admin(), next, "If-Match", parties.etag(e1.collaboration()));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().at("/charter/version").asInt()).isEqualTo(2);
        assertThat(changed.json().at("/members/0/acceptedCharter").asInt()).isEqualTo(1);

        String token = parties.token(e1);
        assertThat(rest.post(path + "/charter-acceptances", token, new AcceptCharter(1))
                        .problem())
                .isEqualTo("wrong-state");
        Rest.Answer accepted = rest.post(path + "/charter-acceptances", token, new AcceptCharter(2));
        assertThat(accepted.status()).isEqualTo(200);
        assertThat(accepted.json().get("acceptedCharter").asInt()).isEqualTo(2);
    }

    @Test
    void theSameCharterAgainIsNoNewVersion() {
        UUID id = parties.collaboration();
        Rest.Answer answer = rest.put(
                "/api/v1/collaborations/" + id + "/charter",
                parties.admin(),
                Parties.charter(),
                "If-Match",
                parties.etag(id));
        assertThat(answer.json().at("/charter/version").asInt()).isEqualTo(1);
    }

    @Test
    void aCharterThatContradictsItselfIsRefusedWithEveryContradiction() {
        Charter sound = Parties.charter();
        Charter wrong = new Charter(
                List.of("cat", "cat"),
                sound.image(),
                sound.backbone(),
                sound.hookPoint(),
                "",
                sound.dpmFamilies(),
                new Thresholds(200, 0.1, 0.2, 2, 1, AttackEffort.NONE),
                new RowLimits(10, 5),
                List.of("F64"),
                new PoisoningProfile("balanced", 99),
                Oversight.LEAST);
        Rest.Answer refused = rest.post(
                "/api/v1/collaborations", parties.admin(), new OpenCollaboration("wrong " + UUID.randomUUID(), wrong));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("charter-contradicts-itself");
        assertThat(refused.json().at("/facts/contradictions").size()).isEqualTo(7);
    }

    @Test
    void twoCollaborationsHaveTwoNames() {
        OpenCollaboration request = new OpenCollaboration("twice " + UUID.randomUUID(), Parties.charter());
        assertThat(rest.post("/api/v1/collaborations", parties.admin(), request).status())
                .isEqualTo(201);
        assertThat(rest.post("/api/v1/collaborations", parties.admin(), request).problem())
                .isEqualTo("already-exists");
    }

    @Test
    void anEntitySeesItsOwnCollaborationInTheListAndNoOther() {
        Party e1 = parties.open("e1").getFirst();
        parties.collaboration();
        Rest.Answer list = rest.get("/api/v1/collaborations", parties.token(e1));
        assertThat(list.json().get("total").asInt()).isEqualTo(1);
        assertThat(list.json().at("/items/0/id").asString())
                .isEqualTo(e1.collaboration().toString());
        assertThat(rest.get("/api/v1/collaborations?size=1", parties.admin())
                        .json()
                        .get("total")
                        .asInt())
                .isGreaterThan(1);
    }

    @Test
    void refusesPagesThatAreTooLarge() {
        assertThat(rest.get("/api/v1/collaborations?size=201", parties.admin()).problem())
                .isEqualTo("invalid-request");
        assertThat(rest.get("/api/v1/collaborations?page=-1", parties.admin()).problem())
                .isEqualTo("invalid-request");
        assertThat(rest.get("/api/v1/collaborations?page=x", parties.admin()).problem())
                .isEqualTo("invalid-request");
    }

    private String refusedByDatabase(String sql) {
        try {
            database.sql(sql).update();
            return "";
        } catch (org.springframework.dao.DataAccessException e) {
            return String.valueOf(e.getMessage());
        }
    }

    static Charter withRows(Charter charter, RowLimits rows) {
        return new Charter(
                charter.classes(),
                charter.image(),
                charter.backbone(),
                charter.hookPoint(),
                charter.publishingEntity(),
                charter.dpmFamilies(),
                charter.thresholds(),
                rows,
                charter.rowTypes(),
                charter.profile(),
                charter.oversight());
    }

    static Charter withThresholds(Charter charter, Thresholds thresholds) {
        return new Charter(
                charter.classes(),
                charter.image(),
                charter.backbone(),
                charter.hookPoint(),
                charter.publishingEntity(),
                charter.dpmFamilies(),
                thresholds,
                charter.rows(),
                charter.rowTypes(),
                charter.profile(),
                charter.oversight());
    }
}
