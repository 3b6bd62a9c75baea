package io.veilpool.coordinator.pool;

import static io.veilpool.coordinator.pool.PoolCalls.path;
import static io.veilpool.coordinator.pool.PoolCalls.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.pool.PoolCalls.Sharing;
import io.veilpool.coordinator.pool.TestContribution.Rows;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.RequestWithdrawal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an entity may publish under one DPM, as the coordinator counts it; declared contributions count, so no worker is needed. */
@CoordinatorTest
class ExposureBudgetTest {
    @TempDir
    static Path folder;

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
    }

    @Test
    void anUploadBeyondTheLimitIsRefusedWithValueAndLimitAndAnotherDpmIsNot() throws Exception {
        Sharing sharing = calls.sharing(charter(1_000, 1));
        TestContribution first = rows(sharing, sharing.e1(), 30, 101);
        read(201, calls.declare(sharing, sharing.e1(), first), ContributionView.class);

        Rest.Answer refused =
                calls.declare(sharing, sharing.e1(), underDpmOf(first, rows(sharing, sharing.e1(), 30, 102)));

        assertThat(refused.problem()).isEqualTo("manifest-invalid");
        assertThat(refused.body())
                .contains("has published 30 rows in 1 contributions", "1000 rows in 1 contributions under one DPM")
                .contains("\"uploads\":2", "\"uploadsPerDpm\":1");
        read(201, calls.declare(sharing, sharing.e1(), rows(sharing, sharing.e1(), 30, 103)), ContributionView.class);
        read(
                201,
                calls.declare(sharing, sharing.e2(), underDpmOf(first, rows(sharing, sharing.e2(), 30, 104))),
                ContributionView.class);
        assertThat(rest.post(
                                path(sharing.id()) + "/contributions",
                                parties.token(sharing.e1()),
                                first.signed(sharing.e1().key()))
                        .status())
                .as("the one that is there already")
                .isEqualTo(201);
    }

    @Test
    void rowsAreAddedUpOverTheContributionsOfOneDpm() throws Exception {
        Sharing sharing = calls.sharing(charter(60, 10));
        TestContribution first = rows(sharing, sharing.e1(), 40, 111);
        read(201, calls.declare(sharing, sharing.e1(), first), ContributionView.class);

        TestContribution tooMany = underDpmOf(first, rows(sharing, sharing.e1(), 21, 112));
        TestContribution justEnough = underDpmOf(first, rows(sharing, sharing.e1(), 20, 113));

        assertThat(calls.declare(sharing, sharing.e1(), tooMany).body()).contains("\"rows\":61", "\"rowsPerDpm\":60");
        read(201, calls.declare(sharing, sharing.e1(), justEnough), ContributionView.class);
    }

    @Test
    void whatWasWithdrawnStaysGivenAwayAndWhatWasRejectedNeverWas() throws Exception {
        Sharing sharing = calls.sharing(charter(1_000, 1));
        TestContribution first = rows(sharing, sharing.e1(), 30, 121);
        ContributionView declared = read(201, calls.declare(sharing, sharing.e1(), first), ContributionView.class);
        RequestWithdrawal request = new RequestWithdrawal("e1", List.of(declared.id()), List.of(), "Taken back");
        assertThat(rest.post(path(sharing.id()) + "/withdrawals", parties.token(sharing.e1()), request)
                        .status())
                .isEqualTo(201);
        TestContribution again = underDpmOf(first, rows(sharing, sharing.e1(), 30, 122));

        assertThat(calls.declare(sharing, sharing.e1(), again).problem()).isEqualTo("manifest-invalid");

        TestContribution other = rows(sharing, sharing.e2(), 30, 123);
        ContributionView rejected = read(201, calls.declare(sharing, sharing.e2(), other), ContributionView.class);
        for (String state : List.of("UPLOADED", "REJECTED")) {
            database.sql("update pool_contribution set state = ? where id = ?")
                    .params(state, rejected.id())
                    .update();
        }
        read(
                201,
                calls.declare(sharing, sharing.e2(), underDpmOf(other, rows(sharing, sharing.e2(), 30, 124))),
                ContributionView.class);
    }

    @Test
    void ofTwoDeclarationsAtTheSameMomentOneIsRefused() throws Exception {
        Sharing sharing = calls.sharing(charter(1_000, 1));
        TestContribution first = rows(sharing, sharing.e1(), 30, 131);
        List<TestContribution> both = List.of(first, underDpmOf(first, rows(sharing, sharing.e1(), 30, 132)));

        List<Integer> statuses = both.stream()
                .map(made -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return calls.declare(sharing, sharing.e1(), made).status();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(statuses).containsExactlyInAnyOrder(201, 422);
    }

    private TestContribution rows(Sharing sharing, Party party, int rows, long seed) throws Exception {
        return calls.contribution(sharing, party, Rows.of(sharing.shape(), rows, seed));
    }

    /** The same rows, said to be of the DPM of the first. */
    private static TestContribution underDpmOf(TestContribution first, TestContribution made) throws Exception {
        String own = made.manifest().dpmCommitment();
        String other = first.manifest().dpmCommitment();
        return made.withReport(report -> report.replace(own, other)).with(m -> commitment(m, other));
    }

    private static ContributionManifest commitment(ContributionManifest m, String commitment) {
        return new ContributionManifest(
                m.formatVersion(),
                m.collaboration(),
                m.charterVersion(),
                m.entity(),
                m.releaseDigest(),
                commitment,
                m.rotation(),
                m.featureShape(),
                m.rowType(),
                m.rows(),
                m.rowsPerClass(),
                m.shards(),
                m.reportDigest());
    }

    private static Charter charter(int rowsPerDpm, int uploadsPerDpm) {
        Charter c = Parties.charter();
        return new Charter(
                c.classes(),
                c.image(),
                c.backbone(),
                c.hookPoint(),
                c.publishingEntity(),
                c.dpmFamilies(),
                c.thresholds(),
                c.rows(),
                c.rowTypes(),
                c.profile(),
                new Oversight(false, 0, Oversight.MOST_HOURS, Oversight.MOST_HOURS, rowsPerDpm, uploadsPerDpm));
    }
}
