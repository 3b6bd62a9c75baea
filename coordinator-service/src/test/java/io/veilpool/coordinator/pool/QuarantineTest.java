package io.veilpool.coordinator.pool;

import static io.veilpool.coordinator.pool.PoolCalls.path;
import static io.veilpool.coordinator.pool.PoolCalls.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veilpool.coordinator.pool.PoolCalls.Sharing;
import io.veilpool.coordinator.pool.TestContribution.Rows;
import io.veilpool.coordinator.storage.ObjectStore;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.ReleaseView;
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

/** Under a gate that takes rows of little energy for unprotected ones. */
@CoordinatorTest
class QuarantineTest {
    private static final float WEAK = 0.05f;

    @TempDir
    static Path folder;

    private static @org.jspecify.annotations.Nullable Worker worker;

    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    JdbcClient database;

    @Autowired
    ObjectStore store;

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
    void quarantinesUnprotectedRowsForGoodAndSaysWhy() throws Exception {
        Sharing sharing = gated();
        ContributionView good = calls.contribute(
                sharing, sharing.e1(), calls.contribution(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, 1)));
        TestContribution unprotected = calls.contribution(
                sharing, sharing.e2(), Rows.of(sharing.shape(), 30, 2).scaled(WEAK));
        ContributionView caught = calls.contribute(sharing, sharing.e2(), unprotected);
        calls.awaitState(sharing, sharing.e1(), good.id(), ContributionState.ACCEPTED);
        calls.awaitState(sharing, sharing.e2(), caught.id(), ContributionState.QUARANTINED);

        assertThat(calls.look(sharing, sharing.e2(), caught.id()).reasons())
                .singleElement()
                .asString()
                .contains("30 of 30 rows look unprotected", "like rows of little energy", "at most 3 may");
        ContributionView outline = calls.look(sharing, sharing.e1(), caught.id());
        assertThat(outline.state()).isEqualTo(ContributionState.QUARANTINED);
        assertThat(outline.reasons()).isEmpty();
        assertThat(rest.get(path(sharing.id()) + "/audit?size=200", parties.auditor(sharing.id()))
                        .body())
                .contains("contribution-accepted", "contribution-quarantined", "30 of 30 rows look unprotected");

        assertThat(liveShards(caught.id())).isZero();
        assertThat(liveShards(good.id())).isPositive();
        String key = database.sql("select object_key from stored_object where owner_id = ?")
                .param(caught.id())
                .query(String.class)
                .single();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(store.size(key)).as("its bytes").isEmpty());
        ContributionView again = read(201, calls.declare(sharing, sharing.e2(), unprotected), ContributionView.class);
        assertThat(again.id()).isEqualTo(caught.id());
        assertThat(again.state()).isEqualTo(ContributionState.QUARANTINED);
        assertThat(rest.send("POST", path(sharing.id()) + "/snapshots", parties.admin(), null)
                        .json()
                        .get("rows")
                        .asInt())
                .isEqualTo(30);
    }

    private long liveShards(UUID contribution) {
        return database.sql("select count(*) from contribution_shard where contribution_id = ? and live")
                .param(contribution)
                .query(Long.class)
                .single();
    }

    private Sharing gated() throws Exception {
        List<Party> members = parties.open("e1", "e2");
        UUID id = members.getFirst().collaboration();
        ReleaseView release = calls.publish(members.getFirst(), TestRelease.gated(folder, id, Parties.charter()));
        assertThat(release.state()).as(release.reason()).isEqualTo("PUBLISHED");
        parties.move(id, CollaborationState.SHARING);
        return new Sharing(id, members, release);
    }
}
