package io.veilpool.coordinator.pool;

import static io.veilpool.coordinator.pool.PoolCalls.path;
import static io.veilpool.coordinator.pool.PoolCalls.read;
import static io.veilpool.coordinator.pool.TestContribution.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veilpool.coordinator.pool.PoolCalls.Sharing;
import io.veilpool.coordinator.pool.TestContribution.Rows;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.policy.InsiderTrials;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.protocol.UploadPart;
import io.veilpool.model.signing.SigningKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each bad contribution gets a clear refusal and leaves nothing in the pool. */
@CoordinatorTest
class BadContributionTest {
    @TempDir
    static Path folder;

    private static @org.jspecify.annotations.Nullable Worker worker;
    private static @org.jspecify.annotations.Nullable Sharing shared;

    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    JdbcClient database;

    PoolCalls calls;
    Sharing sharing;

    @BeforeEach
    void start() throws Exception {
        calls = new PoolCalls(rest, parties, folder);
        if (worker == null) {
            worker = Worker.start();
        }
        if (shared == null) {
            shared = calls.sharing();
        }
        sharing = java.util.Objects.requireNonNull(shared);
    }

    @AfterAll
    static void stop() {
        if (worker != null) {
            worker.close();
            worker = null;
        }
        shared = null;
    }

    @Test
    void refusesManifestsThatContradictCharterOrRelease() throws Exception {
        TestContribution good = make(Rows.of(sharing.shape(), 30, 11));
        assertRefused(good.with(m -> with(m, "e1", 30, m.rowsPerClass())), "forbidden", "in the name of e1");
        assertRefused(good.with(m -> with(m, "e2", 0, List.of(0, 0, 0))), "manifest-invalid", "1 to 100000 rows");
        assertRefused(good.with(m -> with(m, "e2", 100_001, m.rowsPerClass())), "manifest-invalid", "100001");
        assertRefused(good.with(m -> with(m, "e2", 31, m.rowsPerClass())), "manifest-invalid", "add up to 30");
        assertRefused(good.with(m -> with(m, "e2", 30, List.of(15, 15))), "manifest-invalid", "3 classes");
        assertRefused(good.with(m -> with(m, "e2", 30, List.of(40, -5, -5))), "manifest-invalid", "at least 0");
        FeatureShape other = new FeatureShape(1, 2, 2);
        assertRefused(make(Rows.of(other, 30, 12)), "manifest-invalid", "featureShape");
        TestContribution twice =
                good.with(m -> with(m, List.of(m.shards().getFirst(), m.shards().getFirst())));
        assertRefused(twice, "manifest-invalid", "named twice");
        ShardEntry honest = good.manifest().shards().getFirst();
        ShardEntry padded = new ShardEntry(honest.digest(), honest.bytes() + (1 << 20), honest.rows());
        assertRefused(good.with(m -> with(m, List.of(padded))), "manifest-invalid", "too many for 30 rows");
        TestContribution anotherRelease =
                TestContribution.make(folder, sharing.id(), "e2", "0".repeat(64), Rows.of(sharing.shape(), 30, 13));
        Rest.Answer report = rest.post(
                path(sharing.id()) + "/leakage-reports",
                parties.token(sharing.e2()),
                anotherRelease.signedReport(sharing.e2().key()));
        assertThat(report.problem()).isEqualTo("manifest-invalid");
    }

    @Test
    void refusesAReportWhoseFiguresContradictItsVerdictsAndLimitsThatAreNotTheCharters() throws Exception {
        TestContribution good = make(Rows.of(sharing.shape(), 30, 16));
        String reports = path(sharing.id()) + "/leakage-reports";
        String token = parties.token(sharing.e2());
        TestContribution boasting =
                good.withReport(json -> json.replace("\"top1Poisoned\":69.0", "\"top1Poisoned\":20.0"));
        Rest.Answer contradiction =
                rest.post(reports, token, boasting.signedReport(sharing.e2().key()));
        assertThat(contradiction.problem()).isEqualTo("manifest-invalid");
        assertThat(contradiction.detail())
                .contains("verdicts are not what its figures")
                .contains("top-1-lost FAIL");
        TestContribution ownLimits =
                boasting.withReport(json -> json.replace("\"maxTop1Lost\":2.0", "\"maxTop1Lost\":90.0"));
        Rest.Answer declared = calls.declare(sharing, sharing.e2(), ownLimits); // the report is kept: auditors see it
        assertThat(declared.problem()).isEqualTo("manifest-invalid");
        assertThat(declared.detail())
                .contains("does not keep the charter's limits: Top-1 lost by poisoning is 50.00 points")
                .contains("limit 2.00");
    }

    @Test
    void refusesRowsWhoseReportHasFewerSeedsThanTheCharterAsksFor() throws Exception {
        Sharing asking =
                calls.sharing(Parties.charter(Parties.charter().thresholds().asking(2, false)));
        TestContribution oneSeed = calls.contribution(asking, asking.e2(), Rows.of(asking.shape(), 30, 61));

        Rest.Answer refused = calls.declare(asking, asking.e2(), oneSeed);

        assertThat(refused.problem()).isEqualTo("manifest-invalid");
        assertThat(refused.detail())
                .contains("does not keep the charter's limits", "from 1 of the seeds", "at least 2");
        assertThat(reports(asking, "INSUFFICIENT_EVIDENCE")).isEqualTo(1);
        String seed = Long.toString(InsiderTrials.furtherSeeds("42", 2).getFirst());
        AttackScore insider =
                new AttackScore("insider", "its outputs", 100, 10, seed, 50, 0.2, 0.1, 0.3, 10, 0.3, 0.2, 0.4);
        TestContribution twoSeeds = oneSeed.withReport(json -> json.replace(
                "\"insiderTrials\":[]",
                "\"insiderTrials\":[" + ProtocolJson.text(new InsiderTrial(insider, insider)) + "]"));
        assertThat(calls.declare(asking, asking.e2(), twoSeeds).status()).isEqualTo(201);
        assertThat(reports(asking, "PASS")).isEqualTo(1);
    }

    /** How many the coordinator judged so. */
    private int reports(Sharing of, String verdict) {
        return rest.get(path(of.id()) + "/leakage-reports?verdict=" + verdict, parties.auditor(of.id()))
                .json()
                .get("total")
                .asInt();
    }

    @Test
    void refusesAManifestSignedWithAnotherKeyOrWithoutItsReport() throws Exception {
        TestContribution made = make(Rows.of(sharing.shape(), 30, 14));
        String contributions = path(sharing.id()) + "/contributions";
        String token = parties.token(sharing.e2());
        assertThat(rest.post(contributions, token, made.signed(SigningKey.generate()))
                        .problem())
                .isEqualTo("signature-invalid");
        assertThat(rest.post(contributions, token, made.signed(sharing.e1().key()))
                        .problem())
                .isEqualTo("signature-invalid");
        Rest.Answer withoutReport =
                rest.post(contributions, token, made.signed(sharing.e2().key()));
        assertThat(withoutReport.problem()).isEqualTo("manifest-invalid");
        assertThat(withoutReport.detail()).contains("No leakage report");
    }

    @Test
    void takesOneReportForTheSameRowsAndNotASecond() throws Exception {
        TestContribution made = make(Rows.of(sharing.shape(), 30, 17));
        ContributionView declared = read(201, calls.declare(sharing, sharing.e2(), made), ContributionView.class);
        TestContribution again =
                made.withReport(json -> json.replace("\"residualRisk\":\"some\"", "\"residualRisk\":\"another\""));

        Rest.Answer second = calls.declare(sharing, sharing.e2(), again);

        assertThat(again.manifest().reportDigest()).isNotEqualTo(made.manifest().reportDigest());
        assertThat(second.problem()).isEqualTo("already-exists");
        assertThat(second.detail()).contains("in another contribution already");
        assertThat(calls.look(sharing, sharing.e2(), declared.id()).manifest().reportDigest())
                .isEqualTo(made.manifest().reportDigest());
    }

    @Test
    void refusesBytesThatAreNotTheDeclaredOnes() throws Exception {
        TestContribution made = make(Rows.of(sharing.shape(), 30, 15));
        ContributionView declared = read(201, calls.declare(sharing, sharing.e2(), made), ContributionView.class);
        UploadPart part =
                calls.upload(sharing, sharing.e2(), declared.id()).parts().getFirst();
        assertThat(Parts.put(part, new byte[(int) part.bytes()])).isEqualTo(400);
        Rest.Answer early = calls.complete(sharing, parties.token(sharing.e2()), declared.id());
        assertThat(early.problem()).isEqualTo("upload-incomplete");
    }

    @Test
    void refusesAShardThatIsThereAlreadyAndRowsThatAreInThePool() throws Exception {
        TestContribution made = make(Rows.of(sharing.shape(), 30, 16));
        ContributionView first = calls.contribute(sharing, sharing.e2(), made);
        awaitDecided(first.id(), ContributionState.ACCEPTED);
        // the same manifest is the same contribution
        assertThat(calls.declare(sharing, sharing.e2(), made).json().get("id").asString())
                .isEqualTo(first.id().toString());
        TestContribution again = made.with(m -> with(m, "e2", 30, List.of(11, 10, 9)));
        Rest.Answer refused = calls.declare(sharing, sharing.e2(), again);
        assertThat(refused.problem()).isEqualTo("already-exists");
        // the same rows, packed otherwise, in another entity's name
        TestContribution copied = TestContribution.make(
                folder, sharing.id(), "e1", sharing.release().digest(), Rows.of(sharing.shape(), 30, 16));
        ContributionView second = calls.contribute(sharing, sharing.e1(), copied);
        assertThat(awaitDecided(second.id(), ContributionState.REJECTED).toString())
                .contains("30 of 30 rows are in the pool already");
    }

    @Test
    void rejectsNotANumberWrongLabelsWrongShapeAndLyingCounts() throws Exception {
        assertRejected(
                make(Rows.of(sharing.shape(), 30, 17)).withBytes(bytes -> overwrite(bytes, "poisoned", Float.NaN)),
                "Shard 1 of 1 is refused");
        assertRejected(
                make(Rows.of(sharing.shape(), 30, 18)).withBytes(bytes -> overwriteLabel(bytes, 99)),
                "Shard 1 of 1 is refused");
        assertRejected(
                make(Rows.of(sharing.shape(), 30, 19))
                        .withBytes(bytes -> java.util.Arrays.copyOf(bytes, bytes.length + 1)),
                "Shard 1 of 1 is refused");
        TestContribution halved = make(Rows.of(half(sharing.shape()), 60, 20));
        assertRejected(halved.with(m -> reshaped(m, sharing.shape(), 30)), "Shard 1 of 1 is refused");
        assertRejected(
                make(Rows.of(sharing.shape(), 30, 21)).with(m -> with(m, "e2", 30, List.of(11, 10, 9))),
                "Class 0 has 10 rows, the manifest says 11");
    }

    @Test
    void rejectsRowsFarFromTheCalibrationAndRepeatedRows() throws Exception {
        assertRejected(make(Rows.of(sharing.shape(), 30, 22).scaled(1e6f)), "mean norm");
        assertRejected(make(Rows.of(sharing.shape(), 30, 23).scaled(1e-6f)), "mean norm");
        assertRejected(make(Rows.of(sharing.shape(), 30, 24).allEqual()), "29 of 30 rows repeat");
    }

    @Test
    void refusesContributionsToAClosedCollaboration() throws Exception {
        Sharing closing = calls.sharing();
        TestContribution made = calls.contribution(closing, closing.e2(), Rows.of(closing.shape(), 30, 25));
        ContributionView declared = read(201, calls.declare(closing, closing.e2(), made), ContributionView.class);
        Parts.send(calls.upload(closing, closing.e2(), declared.id()), made.files(), 9);
        parties.move(closing.id(), CollaborationState.CLOSED);
        assertThat(calls.complete(closing, parties.token(closing.e2()), declared.id())
                        .problem())
                .isEqualTo("wrong-state");
        TestContribution late = calls.contribution(closing, closing.e2(), Rows.of(closing.shape(), 30, 26));
        assertThat(rest.post(
                                path(closing.id()) + "/contributions",
                                parties.token(closing.e2()),
                                late.signed(closing.e2().key()))
                        .problem())
                .isEqualTo("wrong-state");
        assertThat(rest.send("POST", path(closing.id()) + "/snapshots", parties.admin(), null)
                        .problem())
                .isEqualTo("no-contributions");
    }

    @Test
    void theDatabaseItselfRefusesAStateThatGoesBackOrSkips() throws Exception {
        TestContribution made = make(Rows.of(sharing.shape(), 30, 27));
        ContributionView declared = read(201, calls.declare(sharing, sharing.e2(), made), ContributionView.class);
        assertThat(refusedByDatabase(
                        "update pool_contribution set state = 'ACCEPTED' where id = '" + declared.id() + "'"))
                .contains("cannot go from DECLARED to ACCEPTED");
        assertThat(refusedByDatabase("update pool_contribution set manifest = '{}' where id = '" + declared.id() + "'"))
                .contains("immutable");
        assertThat(refusedByDatabase("delete from pool_contribution")).contains("never deleted");
        assertThat(refusedByDatabase("update network_release set state = 'DECLARED'"))
                .contains("cannot go");
        assertThat(refusedByDatabase("update leakage_report set report = '{}'")).contains("never changed");
    }

    private String refusedByDatabase(String sql) {
        try {
            database.sql(sql).update();
            return "accepted";
        } catch (org.springframework.dao.DataAccessException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private TestContribution make(Rows rows) throws Exception {
        return calls.contribution(sharing, sharing.e2(), rows);
    }

    private void assertRefused(TestContribution made, String problem, String sentence) throws Exception {
        Rest.Answer answer = calls.declare(sharing, sharing.e2(), made);
        assertThat(answer.problem()).as(answer.body()).isEqualTo(problem);
        assertThat(answer.detail()).contains(sentence);
    }

    private void assertRejected(TestContribution made, String sentence) throws Exception {
        ContributionView sent = calls.contribute(sharing, sharing.e2(), made);
        assertThat(awaitDecided(sent.id(), ContributionState.REJECTED))
                .anySatisfy(reason -> assertThat(reason).contains(sentence));
    }

    private List<String> awaitDecided(UUID id, ContributionState state) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    Rest.Answer now = rest.get(path(sharing.id()) + "/contributions/" + id, parties.admin());
                    assertThat(now.json().get("state").asString())
                            .as(now.body())
                            .isEqualTo(state.name());
                });
        return read(200, rest.get(path(sharing.id()) + "/contributions/" + id, parties.admin()), ContributionView.class)
                .reasons();
    }

    private static FeatureShape half(FeatureShape shape) {
        return new FeatureShape(shape.channels() / 2, shape.height(), shape.width());
    }

    private static io.veilpool.model.protocol.ContributionManifest reshaped(
            io.veilpool.model.protocol.ContributionManifest m, FeatureShape shape, int rows) {
        io.veilpool.model.protocol.ShardEntry shard = m.shards().getFirst();
        return with(
                m,
                m.entity(),
                shape,
                rows,
                List.of(10, 10, 10),
                List.of(new io.veilpool.model.protocol.ShardEntry(shard.digest(), shard.bytes(), rows)),
                m.reportDigest());
    }

    /** Overwrites the first value of a tensor, found by its offset in the header. */
    private static byte[] overwrite(byte[] file, String tensor, float value) {
        ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(offset(bytes, tensor), value);
        return bytes.array();
    }

    private static byte[] overwriteLabel(byte[] file, long label) {
        ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(offset(bytes, "labels"), label);
        return bytes.array();
    }

    private static int offset(ByteBuffer file, String tensor) {
        int header = (int) file.getLong(0);
        String json = new String(file.array(), 8, header, StandardCharsets.UTF_8);
        java.util.regex.Matcher found = java.util.regex.Pattern.compile(
                        "\"" + tensor + "\":\\{[^}]*\"data_offsets\":\\[(\\d+)")
                .matcher(json);
        assertThat(found.find()).isTrue();
        return 8 + header + Integer.parseInt(found.group(1));
    }
}
