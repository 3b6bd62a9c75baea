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
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.OrderRerun;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.RequestWithdrawal;
import io.veilpool.model.protocol.RerunState;
import io.veilpool.model.protocol.RerunView;
import io.veilpool.model.protocol.SnapshotEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@CoordinatorTest
class RerunTest {
    /** A suite that no report was made with yet. */
    private static final int NEWER = LeakageReport.SUITE + 1;

    private static final Map<String, String> WATCHFUL = Map.of("veilpool.reruns.watch-every", "1s");
    private static final String REASON = "Drawn by lot.";
    private static final String SEED = "-77";

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

    /** What an entity contributed. */
    private record Given(Sharing sharing, TestContribution made, ContributionView view) {
        UUID collaboration() {
            return sharing.id();
        }

        Party e1() {
            return sharing.e1();
        }
    }

    @BeforeEach
    void start() {
        calls = new PoolCalls(rest, parties, folder);
        if (worker == null) {
            worker = Worker.start(WATCHFUL);
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
    void agreesWithFiguresThatAreNearTheFirstOnes() throws Exception {
        Given given = given(1);
        RerunView ordered = ordered(given);
        assertThat(ordered.state()).isEqualTo(RerunState.OPEN);
        assertThat(ordered.orderedBy()).startsWith("person ");
        assertThat(Duration.between(ordered.createdAt(), ordered.dueAt())).isEqualTo(Duration.ofHours(8_760));
        assertThat(own(given, given.e1(), "?state=OPEN")).isEqualTo(1);
        assertThat(own(given, given.sharing().e2(), "")).isZero();

        TestContribution repeated = repeated(given, ordered.id(), json -> json.replace("0.01", "0.012"));
        RerunView answered = read(200, answer(given, ordered, repeated), RerunView.class);

        assertThat(answered.state()).as(answered.findings().toString()).isEqualTo(RerunState.AGREES);
        assertThat(answered.findings()).isEmpty();
        assertThat(read(200, answer(given, ordered, repeated), RerunView.class)).isEqualTo(answered);
        assertThat(state(given)).isEqualTo(ContributionState.ACCEPTED);
        assertThat(rest.get(path(given.collaboration()) + "/audit?size=200", parties.auditor(given.collaboration()))
                        .body())
                .contains("rerun-ordered", "rerun-answered", "AGREES");
        assertThat(rest.get(path(given.collaboration()) + "/evidence", parties.auditor(given.collaboration()))
                        .body())
                .contains("reruns/" + ordered.id() + ".json", "reports/" + answered.answer() + ".json");
        assertThat(read(201, order(given, parties.auditor(given.collaboration()), SEED), RerunView.class)
                        .id())
                .as("another one, now that this is answered")
                .isNotEqualTo(ordered.id());
    }

    @Test
    void freezesRowsWhoseRepeatedFiguresDeviate() throws Exception {
        Given given = given(2);
        snapshot(given);
        RerunView ordered = ordered(given);
        UnaryOperator<String> worse = json -> json.replace(
                "\"index\":0.3,\"indexLow\":0.2,\"indexHigh\":0.4",
                "\"index\":0.6,\"indexLow\":0.55,\"indexHigh\":0.65");

        RerunView answered = read(200, answer(given, ordered, repeated(given, ordered.id(), worse)), RerunView.class);

        assertThat(answered.state()).isEqualTo(RerunState.DEVIATES);
        assertThat(answered.findings())
                .hasSize(2) // on training images, too
                .first()
                .asString()
                .contains("Leakage of insider is 0.60 (0.55 to 0.65) instead of 0.30 (0.20 to 0.40)");
        assertThat(state(given)).isEqualTo(ContributionState.FROZEN);
        assertThat(snapshot(given).entries()).extracting(SnapshotEntry::entity).containsExactly("e2");
        assertThat(calls.declare(
                                given.sharing(),
                                given.e1(),
                                calls.contribution(
                                        given.sharing(),
                                        given.e1(),
                                        Rows.of(given.sharing().shape(), 31, 2)))
                        .body())
                .as("more rows of the same DPM")
                .contains("Rows of this DPM are frozen");

        RequestWithdrawal finding = new RequestWithdrawal("e1", List.of(), List.of(), "The re-run deviates.");
        assertThat(withdraw(given, new RequestWithdrawal("e2", List.of(), List.of(), "No finding."))
                        .body())
                .contains("An auditor withdraws only what a re-run has frozen");
        assertThat(withdraw(given, finding).status()).isEqualTo(201);
        assertThat(state(given)).isEqualTo(ContributionState.WITHDRAWN);
    }

    @Test
    void freezesWhatIsOverdueAndLetsItInAgainWhenItAgrees() throws Exception {
        Given given = given(3);
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into rerun (id, collaboration_id, entity_name, dpm_commitment, report_id, seed, suite, reason, ordered_by,"
                                + " state, due_at, findings, created_at, version) values (?, ?, 'e1', ?, ?, ?, 1, 'lot', 'person a', 'OPEN',"
                                + " now() - interval '1 minute', '[]', now(), 0)")
                .params(id, given.collaboration(), given.made().manifest().dpmCommitment(), report(given), SEED)
                .update();

        calls.awaitState(given.sharing(), given.e1(), given.view().id(), ContributionState.FROZEN);
        RerunView overdue = view(given, id);
        assertThat(overdue.state()).isEqualTo(RerunState.OVERDUE);
        assertThat(snapshot(given).entries()).extracting(SnapshotEntry::entity).containsExactly("e2");
        assertThat(order(given, parties.auditor(given.collaboration()), SEED).body())
                .contains("waits for its answer already");

        TestContribution late = repeated(given, id, UnaryOperator.identity());
        assertThat(read(200, answer(given, overdue, late), RerunView.class).state())
                .isEqualTo(RerunState.AGREES);
        assertThat(state(given)).isEqualTo(ContributionState.ACCEPTED);
        assertThat(snapshot(given).entries()).extracting(SnapshotEntry::entity).containsExactly("e1", "e2");
        assertThatThrownBy(() -> database.sql("update rerun set state = 'OPEN', answer_id = null where id = ?")
                        .param(id)
                        .update())
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void ordersStaleReportsAgain() throws Exception {
        Given given = given(4);
        stop();
        worker = Worker.start(
                Map.of("veilpool.reruns.watch-every", "1s", "veilpool.leakage.suite", String.valueOf(NEWER)));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(own(given, given.e1(), "")).isEqualTo(1));
        stop();
        RerunView ordered = view(
                given,
                UUID.fromString(rest.get(path(given.collaboration()) + "/reruns", parties.token(given.e1()))
                        .json()
                        .get("items")
                        .get(0)
                        .get("id")
                        .asString()));
        assertThat(ordered.orderedBy()).isEqualTo("coordinator worker");
        assertThat(ordered.suite()).isEqualTo(NEWER);
        assertThat(ordered.reason())
                .isEqualTo("Attack suite %d is asked for; the report was made with %d.".formatted(NEWER, NEWER - 1));
        TestContribution old = repeated(given, ordered.id(), json -> json.replace(SEED, ordered.seed()));
        assertThat(answer(given, ordered, old).body())
                .contains("It was made with attack suite %d; the re-run asks for %d or newer."
                        .formatted(NEWER - 1, NEWER));
        worker = Worker.start(WATCHFUL);
    }

    @Test
    void refusesWhatIsNoRepetition() throws Exception {
        Given given = given(5);
        RerunView ordered = ordered(given);
        refused(given, ordered, "seed 5;", json -> json.replace(SEED, "5"));
        refused(given, ordered, "another set of held-back images", json -> json.replace("2222", "3333"));
        refused(
                given,
                ordered,
                "another DPM",
                json -> json.replace(given.made().manifest().dpmCommitment(), "4".repeat(64)));
        refused(
                given,
                ordered,
                "had 50 images, 100 training images and 9 steps",
                json -> json.replace("\"steps\":10", "\"steps\":9"));
        refused(given, ordered, "answers no re-run", json -> json.replace("\"" + ordered.id() + "\"", "null"));
        refused(given, ordered, "later than", json -> json.replace("2026-01-01", "2126-01-01"));
        refused(
                given,
                ordered,
                "attack suite 7",
                json -> json.replace("\"suite\":" + LeakageReport.SUITE, "\"suite\":7"));
        assertThat(view(given, ordered.id()).state()).isEqualTo(RerunState.OPEN);
        TestContribution answer = repeated(given, ordered.id(), UnaryOperator.identity());
        String reports = path(given.collaboration()) + "/leakage-reports";
        assertThat(rest.post(
                                reports,
                                parties.token(given.e1()),
                                answer.signedReport(given.e1().key()))
                        .body())
                .contains("but was handed in for none");
        String address = path(given.collaboration()) + "/reruns/" + ordered.id();
        assertThat(rest.post(
                                address + "/answer",
                                parties.token(given.sharing().e2()),
                                answer.signedReport(given.sharing().e2().key()))
                        .problem())
                .isEqualTo("not-found");
        assertThat(rest.get(address, parties.token(given.sharing().e2())).problem())
                .isEqualTo("not-found");
    }

    @Test
    void isOrderedByAuditorsOnlyOfReportsThatAreThere() throws Exception {
        Given given = given(6);
        assertThat(order(given, parties.admin(), SEED).problem()).isEqualTo("forbidden");
        assertThat(order(given, parties.token(given.e1()), SEED).problem()).isEqualTo("forbidden");
        for (String bad : List.of("", "1.5", "seed", "99999999999999999999")) {
            assertThat(rest.post(
                                    path(given.collaboration()) + "/reruns",
                                    parties.auditor(given.collaboration()),
                                    Map.of("report", UUID.randomUUID(), "seed", bad, "reason", REASON))
                            .status())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(rest.post(
                                path(given.collaboration()) + "/reruns",
                                parties.auditor(given.collaboration()),
                                new OrderRerun(UUID.randomUUID(), SEED, REASON))
                        .problem())
                .isEqualTo("not-found");
        assertThat(rest.get(path(given.collaboration()) + "/reruns?state=LATE", parties.auditor(given.collaboration()))
                        .status())
                .isEqualTo(400);
    }

    private void refused(Given given, RerunView ordered, String why, UnaryOperator<String> change) throws Exception {
        Rest.Answer answer = answer(given, ordered, repeated(given, ordered.id(), change));
        assertThat(answer.problem()).as(answer.body()).isEqualTo("manifest-invalid");
        assertThat(answer.body()).contains(why);
    }

    private Given given(long seed) throws Exception {
        Sharing sharing = calls.sharing();
        TestContribution made = calls.contribution(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, seed));
        ContributionView sent = calls.contribute(sharing, sharing.e1(), made);
        ContributionView other = calls.contribute(
                sharing,
                sharing.e2(),
                calls.contribution(sharing, sharing.e2(), Rows.of(sharing.shape(), 12, 100 + seed)));
        calls.awaitState(sharing, sharing.e1(), sent.id(), ContributionState.ACCEPTED);
        calls.awaitState(sharing, sharing.e2(), other.id(), ContributionState.ACCEPTED);
        return new Given(sharing, made, sent);
    }

    private ContributionState state(Given given) {
        return calls.look(given.sharing(), given.e1(), given.view().id()).state();
    }

    private UUID report(Given given) {
        return database.sql("select report_id from pool_contribution where id = ?")
                .param(given.view().id())
                .query(UUID.class)
                .single();
    }

    private Rest.Answer order(Given given, String token, String seed) {
        return rest.post(path(given.collaboration()) + "/reruns", token, new OrderRerun(report(given), seed, REASON));
    }

    private RerunView ordered(Given given) {
        return read(201, order(given, parties.auditor(given.collaboration()), SEED), RerunView.class);
    }

    private RerunView view(Given given, UUID id) {
        return read(
                200,
                rest.get(path(given.collaboration()) + "/reruns/" + id, parties.token(given.e1())),
                RerunView.class);
    }

    private int own(Given given, Party party, String query) {
        return rest.get(path(given.collaboration()) + "/reruns" + query, parties.token(party))
                .json()
                .get("total")
                .asInt();
    }

    /** The first report as an answer, with one change. */
    private static TestContribution repeated(Given given, UUID rerun, UnaryOperator<String> change) throws Exception {
        return given.made()
                .withReport(json -> change.apply(json.replace("\"rerun\":null", "\"rerun\":\"" + rerun + "\"")
                        .replace("\"seed\":\"42\"", "\"seed\":\"" + SEED + "\"")));
    }

    private Rest.Answer answer(Given given, RerunView ordered, TestContribution repeated) {
        return rest.post(
                path(given.collaboration()) + "/reruns/" + ordered.id() + "/answer",
                parties.token(given.e1()),
                repeated.signedReport(given.e1().key()));
    }

    private Rest.Answer withdraw(Given given, RequestWithdrawal request) {
        return rest.post(path(given.collaboration()) + "/withdrawals", parties.auditor(given.collaboration()), request);
    }

    private PoolSnapshotView snapshot(Given given) {
        return read(
                201,
                rest.send("POST", path(given.collaboration()) + "/snapshots", parties.admin(), null),
                PoolSnapshotView.class);
    }
}
