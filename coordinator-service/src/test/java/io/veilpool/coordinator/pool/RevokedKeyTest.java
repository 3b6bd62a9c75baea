package io.veilpool.coordinator.pool;

import static io.veilpool.coordinator.pool.PoolCalls.path;
import static io.veilpool.coordinator.pool.PoolCalls.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veilpool.coordinator.pool.PoolCalls.Sharing;
import io.veilpool.coordinator.pool.TestContribution.Rows;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.PoolSnapshotView;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a key signed before it was revoked, and what it signed afterwards. */
@CoordinatorTest
class RevokedKeyTest {
    @TempDir
    static Path folder;

    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    JdbcClient database;

    @Autowired
    PlatformTransactionManager transactions;

    @Test
    void keepsWhatWasHandedInBeforeAndTakesNothingAfterwards() throws Exception {
        PoolCalls calls = new PoolCalls(rest, parties, folder);
        Sharing sharing = calls.sharing();
        Party leaving = sharing.e2();
        String token = parties.token(leaving);
        ContributionView before = calls.contribute(
                sharing, leaving, calls.contribution(sharing, leaving, Rows.of(sharing.shape(), 30, 61)));
        TestContribution late = calls.contribution(sharing, leaving, Rows.of(sharing.shape(), 30, 62));
        revoke(leaving);

        try (Worker worker = Worker.start()) {
            assertThat(worker).isNotNull();
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> rest.get(path(sharing.id()) + "/contributions?state=ACCEPTED", parties.admin())
                                    .json()
                                    .get("total")
                                    .asInt()
                            == 1);
        }
        assertThat(read(
                                201,
                                rest.send("POST", path(sharing.id()) + "/snapshots", parties.admin(), null),
                                PoolSnapshotView.class)
                        .entries())
                .extracting("contribution")
                .containsExactly(before.id());
        assertThat(rest.get(path(sharing.id()) + "/contributions/" + before.id(), parties.admin())
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo(ContributionState.ACCEPTED.name());
        assertThat(rest.get(path(sharing.id()) + "/audit?action=entity-revoked", parties.admin())
                        .json()
                        .at("/items/0/details/keyFingerprint")
                        .asString())
                .isEqualTo(leaving.key().thumbprint());

        Rest.Answer refused =
                rest.post(path(sharing.id()) + "/leakage-reports", token, late.signedReport(leaving.key()));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body()).contains("revoked");
        Party again = parties.enrol(sharing.id(), leaving.name());
        Rest.Answer oldKey = rest.post(
                path(sharing.id()) + "/leakage-reports", parties.token(again), late.signedReport(leaving.key()));
        assertThat(oldKey.problem()).isEqualTo("signature-invalid");
        assertThat(oldKey.detail()).contains("not signed with the enrolled key");
    }

    /** The request got past the token's check; the revocation is committed before its own transaction goes on. */
    @Test
    void refusesWhatWasOnItsWayWhenItsKeyWasRevoked() throws Exception {
        PoolCalls calls = new PoolCalls(rest, parties, folder);
        Sharing sharing = calls.sharing();
        Party leaving = sharing.e2();
        String token = parties.token(leaving);
        TestContribution made = calls.contribution(sharing, leaving, Rows.of(sharing.shape(), 30, 63));
        Supplier<Rest.Answer> report =
                () -> rest.post(path(sharing.id()) + "/leakage-reports", token, made.signedReport(leaving.key()));

        CompletableFuture<Rest.Answer> underWay = new TransactionTemplate(transactions).execute(status -> {
            database.sql("select id from collaboration where id = ? for update")
                    .param(sharing.id())
                    .query()
                    .singleRow();
            CompletableFuture<Rest.Answer> sent = CompletableFuture.supplyAsync(report);
            await().atMost(30, TimeUnit.SECONDS).until(this::somebodyWaits);
            database.sql("update collaborating_entity set active = false, revoked_at = now() where id = ?")
                    .param(leaving.id())
                    .update();
            return sent;
        });

        Rest.Answer refused = underWay.get(30, TimeUnit.SECONDS);
        assertThat(refused.problem()).as(refused.body()).isEqualTo("wrong-state");
        assertThat(refused.detail()).contains("The key of e2 was revoked at", "stays valid", "Enrol again");
        assertThat(rest.get(path(sharing.id()) + "/leakage-reports?entity=e2", parties.admin())
                        .json()
                        .get("total")
                        .asInt())
                .isZero();
    }

    private boolean somebodyWaits() {
        return database.sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and datname = current_database()")
                        .query(Long.class)
                        .single()
                > 0;
    }

    private void revoke(Party party) {
        String address = path(party.collaboration()) + "/members/" + party.id();
        assertThat(rest.delete(address, parties.admin()).status()).isEqualTo(204);
    }
}
