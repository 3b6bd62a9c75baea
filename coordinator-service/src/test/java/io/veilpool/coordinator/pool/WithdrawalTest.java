package io.veilpool.coordinator.pool;

import static io.veilpool.coordinator.pool.PoolCalls.path;
import static io.veilpool.coordinator.pool.PoolCalls.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.veilpool.coordinator.pool.PoolCalls.Sharing;
import io.veilpool.coordinator.pool.TestContribution.Rows;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.Download;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.RequestWithdrawal;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.WithdrawalCertificate;
import io.veilpool.model.protocol.WithdrawalCertificate.Accuracy;
import io.veilpool.model.protocol.WithdrawalCertificate.Holder;
import io.veilpool.model.protocol.WithdrawalState;
import io.veilpool.model.protocol.WithdrawalView;
import io.veilpool.model.trail.CanonicalDocuments;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@CoordinatorTest
class WithdrawalTest {
    private static final String REASON = "Consent for these images was taken back.";

    @TempDir
    static Path folder;

    private static @Nullable Worker worker;

    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    JdbcClient database;

    PoolCalls calls;

    @BeforeEach
    void start() {
        calls = new PoolCalls(rest, parties, folder);
        if (worker == null) {
            worker = Worker.start();
        }
    }

    @AfterAll
    static void stop() {
        if (worker != null) {
            worker.close();
            worker = null;
        }
    }

    @Test
    void leavesASnapshotAndADeciderWithoutTheRowsAndACertificate() throws Exception {
        Sharing sharing = calls.sharing();
        String path = path(sharing.id());
        ContributionView leaving = accepted(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, 11));
        accepted(sharing, sharing.e2(), Rows.of(sharing.shape(), 12, 12));
        PoolSnapshotView before = snapshot(sharing);
        List<Download> copies = downloads(sharing, sharing.e2(), before);
        String oldDecider = awaitDecider(sharing, before);

        WithdrawalView asked = read(201, request(sharing, parties.token(sharing.e1()), of("e1")), WithdrawalView.class);
        assertThat(asked.contributions()).containsExactly(leaving.id());

        assertThat(calls.look(sharing, sharing.e1(), leaving.id()).state()).isEqualTo(ContributionState.WITHDRAWN);
        Rest.Answer refused = rest.get(path + "/snapshots/" + before.id() + "/downloads", parties.token(sharing.e2()));
        assertThat(refused.problem()).isEqualTo("wrong-state");
        assertThat(refused.body()).contains("1 contributions of snapshot 1 were withdrawn");
        assertThat(rest.get(path + "/releases/" + oldDecider + "/download", parties.token(sharing.e2()))
                        .problem())
                .isEqualTo("wrong-state");

        WithdrawalCertificate certificate = certificate(awaitCompleted(sharing, sharing.e1(), asked.id()));
        PoolSnapshotView after = newest(sharing);
        assertThat(after.number()).isEqualTo(2);
        assertThat(after.withdrawn()).isEmpty();
        assertThat(after.entries()).extracting("entity").containsExactly("e2");
        assertThat(certificate.entity()).isEqualTo("e1");
        assertThat(certificate.reason()).isEqualTo(REASON);
        assertThat(certificate.contributions())
                .singleElement()
                .satisfies(gone ->
                        assertThat(gone.shards()).isEqualTo(leaving.manifest().shards()));
        assertThat(certificate.snapshots()).extracting("merkleRoot").containsExactly(before.merkleRoot());
        assertThat(certificate.deciders()).hasSize(1);
        assertThat(certificate.holders()).extracting(Holder::entity).containsExactly("e2");
        assertThat(certificate.notUndone()).isNotEmpty();
        WithdrawalCertificate.Successor successor = Objects.requireNonNull(certificate.successor());
        assertThat(successor.snapshot().merkleRoot()).isEqualTo(after.merkleRoot());
        assertThat(successor.rows()).isEqualTo(12);
        assertThat(certificate.deciders()).doesNotContain(successor.decider());
        Accuracy accuracy = certificate.accuracy();
        assertThat(accuracy.rows()).as("of twelve that remain").isBetween(1, 2);
        assertThat(accuracy.before()).isBetween(0.0, 100.0);
        assertThat(accuracy.after()).isBetween(0.0, 100.0);
        assertThat(accuracy.measuredOn()).contains("of the contributions that remain", "every tenth", "No images");
        assertThat(accuracy.missing()).isEmpty();

        List<Integer> statuses = new ArrayList<>();
        for (Download copy : copies) {
            HttpResponse<byte[]> answer = Parts.get(copy.url());
            statuses.add(answer.statusCode());
        }
        assertThat(statuses).containsExactly(404, 200); // e1's bytes are gone, also for who has an address
        assertThat(rest.get(path + "/evidence", parties.auditor(sharing.id())).body())
                .startsWith("PK")
                .contains(
                        "withdrawals/" + asked.id() + ".json",
                        "contributions/" + leaving.id() + ".json",
                        "manifest.jws");
        assertThat(rest.get(path + "/audit?size=200", parties.auditor(sharing.id()))
                        .body())
                .contains(
                        "evidence-fetched",
                        "contribution-withdrawn",
                        "withdrawal-requested",
                        "release-withdrawn",
                        "withdrawal-completed");
    }

    @Test
    void isCompletedByTheNextWorkerWhereverTheFirstDied() throws Exception {
        Sharing sharing = calls.sharing();
        accepted(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, 21));
        accepted(sharing, sharing.e2(), Rows.of(sharing.shape(), 12, 22));
        PoolSnapshotView before = snapshot(sharing);
        awaitDecider(sharing, before);
        stop();
        RequestWithdrawal byAdmin = new RequestWithdrawal("e1", List.of(), List.of(1), REASON);
        WithdrawalView asked = read(201, request(sharing, parties.admin(), byAdmin), WithdrawalView.class);
        assertThat(asked.requestedBy()).startsWith("person ");
        // a worker that was killed after it had built the snapshot that comes next
        read(201, rest.send("POST", path(sharing.id()) + "/snapshots", parties.admin(), null), PoolSnapshotView.class);
        int claimed = database.sql("update scheduled_tasks set picked = true, picked_by = 'a worker that was killed',"
                        + " last_heartbeat = now() - interval '1 hour', version = version + 1 where task_instance = ?")
                .param(asked.id().toString())
                .update();
        assertThat(claimed).isEqualTo(1);

        worker = Worker.start();

        WithdrawalCertificate certificate = certificate(awaitCompleted(sharing, sharing.e1(), asked.id()));
        assertThat(Objects.requireNonNull(certificate.successor()).snapshot().number())
                .isEqualTo(2);
        assertThatThrownBy(() -> database.sql("update pool_withdrawal set reason = 'none' where id = ?")
                        .param(asked.id())
                        .update())
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void measuresNothingBeforeWhereNoDeciderWasTrainedOnTheRows() throws Exception {
        Sharing sharing = calls.sharing();
        accepted(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, 25));
        accepted(sharing, sharing.e2(), Rows.of(sharing.shape(), 60, 26));
        stop();
        snapshot(sharing);
        WithdrawalView asked = read(201, request(sharing, parties.token(sharing.e1()), of("e1")), WithdrawalView.class);

        worker = Worker.start();

        Accuracy accuracy =
                certificate(awaitCompleted(sharing, sharing.e1(), asked.id())).accuracy();
        assertThat(accuracy.before()).isNull();
        assertThat(accuracy.after()).isNotNull();
        assertThat(accuracy.rows()).isEqualTo(6);
        assertThat(accuracy.missing()).isEqualTo("No decider had been trained on the rows that left.");
    }

    @Test
    void leavesNothingWhereNobodyElseContributed() throws Exception {
        Sharing sharing = calls.sharing();
        accepted(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, 31));
        PoolSnapshotView before = snapshot(sharing);
        WithdrawalView asked = read(201, request(sharing, parties.token(sharing.e1()), of("e1")), WithdrawalView.class);
        WithdrawalCertificate certificate = certificate(awaitCompleted(sharing, sharing.e1(), asked.id()));
        assertThat(certificate.successor()).isNull();
        assertThat(certificate.accuracy())
                .isEqualTo(
                        new Accuracy(null, null, 0, "", certificate.accuracy().missing()));
        assertThat(certificate.accuracy().missing()).contains("Nothing else is in the pool");
        assertThat(newest(sharing).id()).isEqualTo(before.id());
        assertThat(newest(sharing).withdrawn()).isEqualTo(asked.contributions());
        assertThat(rest.send("POST", path(sharing.id()) + "/snapshots", parties.admin(), null)
                        .problem())
                .isEqualTo("no-contributions");
    }

    @Test
    void stopsAnUploadAndKeepsTheSameRowsOut() throws Exception {
        Sharing sharing = calls.sharing();
        TestContribution made = calls.contribution(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, 41));
        ContributionView declared = read(201, calls.declare(sharing, sharing.e1(), made), ContributionView.class);
        calls.upload(sharing, sharing.e1(), declared.id());
        String token = parties.token(sharing.e1());
        WithdrawalView asked = read(
                201,
                request(sharing, token, new RequestWithdrawal("e1", List.of(declared.id()), List.of(), REASON)),
                WithdrawalView.class);
        assertThat(rest.get(path(sharing.id()) + "/contributions/" + declared.id() + "/upload", token)
                        .problem())
                .isEqualTo("wrong-state");
        assertThat(calls.declare(sharing, sharing.e1(), made).body()).contains("Train another DPM");
        WithdrawalCertificate certificate = certificate(awaitCompleted(sharing, sharing.e1(), asked.id()));
        assertThat(certificate.snapshots()).isEmpty();
        assertThat(certificate.successor()).isNull();
        assertThat(certificate.accuracy().missing()).contains("No snapshot held the rows");
    }

    @Test
    void refusesWhatIsNotTheCallersOrNotThereOrNotSaid() throws Exception {
        Sharing sharing = calls.sharing();
        ContributionView one = accepted(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, 51));
        String other = parties.token(sharing.e2());
        assertThat(request(sharing, other, new RequestWithdrawal("e2", List.of(one.id()), List.of(), REASON))
                        .problem())
                .isEqualTo("not-found");
        assertThat(request(sharing, other, of("e1")).problem()).isEqualTo("not-found");
        assertThat(request(sharing, other, of("e2")).problem()).isEqualTo("not-found");
        assertThat(request(sharing, parties.admin(), new RequestWithdrawal("e1", List.of(), List.of(2), REASON))
                        .problem())
                .isEqualTo("not-found");
        String own = parties.token(sharing.e1());
        for (String reason : List.of("", "  ", "x".repeat(501))) {
            assertThat(request(sharing, own, new RequestWithdrawal("e1", List.of(), List.of(), reason))
                            .problem())
                    .isEqualTo("invalid-request");
        }
        assertThat(calls.look(sharing, sharing.e1(), one.id()).state()).isEqualTo(ContributionState.ACCEPTED);
        WithdrawalView asked = read(201, request(sharing, own, of("e1")), WithdrawalView.class);
        assertThat(request(sharing, own, new RequestWithdrawal("e1", List.of(one.id()), List.of(), REASON))
                        .problem())
                .isEqualTo("not-found");
        String address = path(sharing.id()) + "/withdrawals";
        assertThat(rest.get(address + "/" + asked.id(), other).problem()).isEqualTo("not-found");
        assertThat(rest.get(address, other).json().get("total").asInt()).isZero();
        assertThat(rest.get(address, parties.auditor(sharing.id()))
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(1);
    }

    private static RequestWithdrawal of(String entity) {
        return new RequestWithdrawal(entity, List.of(), List.of(), REASON);
    }

    private Rest.Answer request(Sharing sharing, String token, RequestWithdrawal request) {
        return rest.post(path(sharing.id()) + "/withdrawals", token, request);
    }

    private ContributionView accepted(Sharing sharing, Party party, Rows rows) throws Exception {
        ContributionView sent = calls.contribute(sharing, party, calls.contribution(sharing, party, rows));
        calls.awaitState(sharing, party, sent.id(), ContributionState.ACCEPTED);
        return calls.look(sharing, party, sent.id());
    }

    private PoolSnapshotView snapshot(Sharing sharing) {
        return read(
                201,
                rest.send("POST", path(sharing.id()) + "/snapshots", parties.admin(), null),
                PoolSnapshotView.class);
    }

    private List<Download> downloads(Sharing sharing, Party party, PoolSnapshotView snapshot) {
        return List.of(read(
                200,
                rest.get(path(sharing.id()) + "/snapshots/" + snapshot.id() + "/downloads", parties.token(party)),
                Download[].class));
    }

    private PoolSnapshotView newest(Sharing sharing) throws Exception {
        return ProtocolJson.read(
                rest.get(path(sharing.id()) + "/snapshots", parties.token(sharing.e2()))
                        .json()
                        .at("/items/0")
                        .toString(),
                PoolSnapshotView.class);
    }

    /** @return the id of its release */
    private String awaitDecider(Sharing sharing, PoolSnapshotView snapshot) {
        String address = path(sharing.id()) + "/releases?kind=POOL_DECIDER";
        return await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(300))
                .until(
                        () -> rest.get(address, parties.token(sharing.e1()))
                                .json()
                                .get("items")
                                .valueStream()
                                .filter(release -> release.at("/manifest/snapshot")
                                        .asString()
                                        .equals(snapshot.id().toString()))
                                .map(release -> release.get("id").asString())
                                .findFirst()
                                .orElse(""),
                        id -> !id.isEmpty());
    }

    private WithdrawalView awaitCompleted(Sharing sharing, Party party, UUID id) {
        String address = path(sharing.id()) + "/withdrawals/" + id;
        return await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(300))
                .until(
                        () -> read(200, rest.get(address, parties.token(party)), WithdrawalView.class),
                        view -> view.state() == WithdrawalState.COMPLETED);
    }

    /** Verified with the keys that the coordinator publishes. */
    private WithdrawalCertificate certificate(WithdrawalView view) throws Exception {
        List<String> keys = rest.get("/oauth2/jwks", null)
                .json()
                .get("keys")
                .valueStream()
                .map(JsonNode::toString)
                .toList();
        return CanonicalDocuments.read(
                Objects.requireNonNull(view.certificateJws()),
                keys,
                SignatureType.WITHDRAWAL,
                WithdrawalCertificate.class);
    }
}
