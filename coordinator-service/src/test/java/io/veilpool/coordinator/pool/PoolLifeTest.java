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
import io.veilpool.model.digest.Digests;
import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.Download;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.RefinementReport;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.UploadView;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@CoordinatorTest
class PoolLifeTest {
    @TempDir
    static Path folder;

    private static @org.jspecify.annotations.Nullable Worker worker;

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
    void goesFromTheReleaseToAReportedRefinement() throws Exception {
        Sharing sharing = calls.sharing();
        String path = path(sharing.id());
        ContributionView one = calls.contribute(
                sharing, sharing.e1(), calls.contribution(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, 1)));
        ContributionView two = calls.contribute(
                sharing, sharing.e2(), calls.contribution(sharing, sharing.e2(), Rows.of(sharing.shape(), 12, 2)));
        calls.awaitState(sharing, sharing.e1(), one.id(), ContributionState.ACCEPTED);
        calls.awaitState(sharing, sharing.e2(), two.id(), ContributionState.ACCEPTED);

        PoolSnapshotView snapshot =
                read(201, rest.send("POST", path + "/snapshots", parties.admin(), null), PoolSnapshotView.class);
        assertThat(snapshot.rows()).isEqualTo(42);
        assertThat(snapshot.entries()).extracting("entity").containsExactly("e1", "e2");
        List<Download> downloads = List.of(read(
                200,
                rest.get(path + "/snapshots/" + snapshot.id() + "/downloads", parties.token(sharing.e2())),
                Download[].class));
        assertThat(snapshot.merkleRoot())
                .isEqualTo(
                        MerkleTree.root(downloads.stream().map(Download::digest).toList()));
        for (Download download : downloads) {
            assertThat(Digests.sha256(Parts.get(download.url()).body())).isEqualTo(download.digest());
        }
        HttpResponse<byte[]> range = Parts.get(downloads.getFirst().url(), "Range", "bytes=0-7");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).hasSize(8);

        // nothing was accepted since: the same snapshot
        assertThat(rest.send("POST", path + "/snapshots", parties.admin(), null)
                        .json()
                        .get("id")
                        .asString())
                .isEqualTo(snapshot.id().toString());

        ReleaseView decider = awaitDecider(sharing);
        assertThat(decider.manifest().snapshot()).isEqualTo(snapshot.id());
        assertThat(decider.publishedBy()).isEqualTo("coordinator");
        Download weights = read(
                200,
                rest.get(path + "/releases/" + decider.id() + "/download", parties.token(sharing.e1())),
                Download.class);
        assertThat(Digests.sha256(Parts.get(weights.url()).body()))
                .isEqualTo(decider.manifest().weightsDigest());

        RefinementReport report =
                new RefinementReport(snapshot.id(), 30, 10, 2, 50, 60, 61, 62, "WITH_POOL", 1, -1, 3, 1);
        assertThat(rest.post(path + "/refinements", parties.token(sharing.e2()), report)
                        .status())
                .isEqualTo(201);
        assertThat(rest.get(path + "/refinements", parties.token(sharing.e1()))
                        .json()
                        .at("/items/0/entity")
                        .asString())
                .isEqualTo("e2");
        assertThat(rest.get(path + "/audit?size=200", parties.auditor(sharing.id()))
                        .body())
                .contains(
                        "release-declared",
                        "release-published",
                        "leakage-report-submitted",
                        "contribution-declared",
                        "contribution-uploaded",
                        "contribution-accepted",
                        "snapshot-built",
                        "refinement-reported");
    }

    @Test
    void resumesAnInterruptedUploadWithoutSendingAPartTwice() throws Exception {
        Sharing sharing = calls.sharing();
        int rows = 1 + 2 * Parts.PART / (4 * sharing.shape().values());
        TestContribution made = calls.contribution(sharing, sharing.e2(), Rows.of(sharing.shape(), rows, 3));
        ContributionView declared = read(201, calls.declare(sharing, sharing.e2(), made), ContributionView.class);
        UploadView first = calls.upload(sharing, sharing.e2(), declared.id());
        assertThat(first.parts()).hasSize(3);
        assertThat(Parts.send(first, made.files(), 1)).isEqualTo(1);

        Rest.Answer early = calls.complete(sharing, parties.token(sharing.e2()), declared.id());
        assertThat(early.problem()).isEqualTo("upload-incomplete");
        assertThat(early.json().at("/facts/missing").asInt()).isEqualTo(2);

        UploadView second = calls.upload(sharing, sharing.e2(), declared.id());
        assertThat(second.parts()).extracting("stored").containsExactly(true, false, false);
        assertThat(Parts.send(second, made.files(), 9)).isEqualTo(2);
        String token = parties.token(sharing.e2());
        assertThat(calls.complete(sharing, token, declared.id()).status()).isEqualTo(200);
        assertThat(calls.complete(sharing, token, declared.id()).status()).isEqualTo(200);
        assertThat(calls.upload(sharing, sharing.e2(), declared.id()).completed())
                .isTrue();
        calls.awaitState(sharing, sharing.e2(), declared.id(), ContributionState.ACCEPTED);
    }

    @Test
    void showsNonMembersNothingAndMembersOnlyOutlinesOfOthers() throws Exception {
        Sharing sharing = calls.sharing();
        ContributionView one = calls.contribute(
                sharing, sharing.e1(), calls.contribution(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, 4)));
        calls.awaitState(sharing, sharing.e1(), one.id(), ContributionState.ACCEPTED);
        PoolSnapshotView snapshot = read(
                201,
                rest.send("POST", path(sharing.id()) + "/snapshots", parties.admin(), null),
                PoolSnapshotView.class);
        Party stranger = parties.open("e1").getFirst();
        for (String address : List.of(
                "/snapshots/" + snapshot.id() + "/downloads",
                "/snapshots/" + snapshot.id(),
                "/releases/" + sharing.release().id() + "/download",
                "/releases/" + sharing.release().id(),
                "/contributions/" + one.id(),
                "/contributions",
                "/leakage-reports")) {
            assertThat(rest.get(path(sharing.id()) + address, parties.token(stranger))
                            .status())
                    .as(address)
                    .isEqualTo(403);
            assertThat(rest.get(path(sharing.id()) + address, null).status())
                    .as(address)
                    .isEqualTo(401);
        }
        assertThat(rest.get(path(sharing.id()) + "/snapshots/" + snapshot.id() + "/downloads", parties.admin())
                        .status())
                .isEqualTo(403);
        ContributionView seen = calls.look(sharing, sharing.e2(), one.id());
        assertThat(seen.manifest().rows()).isEqualTo(30);
        assertThat(seen.manifest().dpmCommitment()).isEmpty();
        assertThat(seen.manifest().shards()).isEmpty();
        String others = path(sharing.id()) + "/contributions/" + one.id();
        assertThat(rest.get(others + "/upload", parties.token(sharing.e2())).status())
                .isEqualTo(404);
        assertThat(rest.get(path(sharing.id()) + "/leakage-reports", parties.token(sharing.e2()))
                        .json()
                        .get("total")
                        .asInt())
                .isZero();
    }

    @Test
    void listsTheContributionsThatAreAskedFor() throws Exception {
        Sharing sharing = calls.sharing();
        ContributionView one = calls.contribute(
                sharing, sharing.e1(), calls.contribution(sharing, sharing.e1(), Rows.of(sharing.shape(), 30, 7)));
        calls.awaitState(sharing, sharing.e1(), one.id(), ContributionState.ACCEPTED);
        PoolSnapshotView snapshot = read(
                201,
                rest.send("POST", path(sharing.id()) + "/snapshots", parties.admin(), null),
                PoolSnapshotView.class);
        TestContribution late = calls.contribution(sharing, sharing.e2(), Rows.of(sharing.shape(), 12, 8));
        ContributionView two = read(201, calls.declare(sharing, sharing.e2(), late), ContributionView.class);

        assertThat(listed(sharing, "")).containsExactly(two.id(), one.id());
        assertThat(listed(sharing, "?entity=e1")).containsExactly(one.id());
        assertThat(listed(sharing, "?entity=e9")).isEmpty();
        assertThat(listed(sharing, "?state=DECLARED")).containsExactly(two.id());
        assertThat(listed(sharing, "?snapshot=" + snapshot.id())).containsExactly(one.id());
        assertThat(listed(sharing, "?snapshot=" + snapshot.id() + "&entity=e2")).isEmpty();
        assertThat(listed(sharing, "?since=" + two.createdAt())).containsExactly(two.id());
        assertThat(listed(sharing, "?state=ACCEPTED&entity=e1&size=1")).containsExactly(one.id());
        assertThat(listed(sharing, "?page=1&size=1")).containsExactly(one.id());
        for (String query : List.of(
                "entity=a%20b",
                "state=accepted", "snapshot=first", "snapshot=" + UUID.randomUUID(), "since=2026-11-26")) {
            Rest.Answer refused = rest.get(path(sharing.id()) + "/contributions?" + query, parties.admin());
            assertThat(refused.status()).as(query).isEqualTo(400);
            assertThat(refused.detail()).startsWith(query.substring(0, query.indexOf('=')) + " must be ");
        }
    }

    private List<UUID> listed(Sharing sharing, String query) {
        Rest.Answer list = rest.get(path(sharing.id()) + "/contributions" + query, parties.admin());
        assertThat(list.status()).as(list.body()).isEqualTo(200);
        return StreamSupport.stream(list.json().get("items").spliterator(), false)
                .map(item -> UUID.fromString(item.get("id").asString()))
                .toList();
    }

    @Test
    void isTakenUpAgainWhenItsWorkerDied() throws Exception {
        Sharing sharing = calls.sharing();
        Worker running = java.util.Objects.requireNonNull(worker);
        running.close();
        worker = null;
        ContributionView sent = calls.contribute(
                sharing, sharing.e2(), calls.contribution(sharing, sharing.e2(), Rows.of(sharing.shape(), 30, 5)));
        int claimed = database.sql("update scheduled_tasks set picked = true, picked_by = 'a worker that was killed',"
                        + " last_heartbeat = now() - interval '1 hour', version = version + 1 where task_instance = ?")
                .param(sent.id().toString())
                .update();
        assertThat(claimed).isEqualTo(1);
        worker = Worker.start();
        calls.awaitState(sharing, sharing.e2(), sent.id(), ContributionState.ACCEPTED);
    }

    @Test
    void waitsForAnObjectStoreThatIsAway() throws Exception {
        Sharing sharing = calls.sharing();
        java.util.Objects.requireNonNull(worker).close();
        worker = null;
        ContributionView sent = calls.contribute(
                sharing, sharing.e2(), calls.contribution(sharing, sharing.e2(), Rows.of(sharing.shape(), 30, 6)));
        try (Worker away = Worker.start(Map.of("veilpool.object-store.endpoint", "http://127.0.0.1:9"))) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> database.sql(
                                            "select coalesce(consecutive_failures, 0) from scheduled_tasks where task_instance = ?")
                                    .param(sent.id().toString())
                                    .query(Integer.class)
                                    .single()
                            > 0);
            assertThat(away).isNotNull();
        }
        assertThat(calls.look(sharing, sharing.e2(), sent.id()).state()).isEqualTo(ContributionState.UPLOADED);
        worker = Worker.start();
        calls.awaitState(sharing, sharing.e2(), sent.id(), ContributionState.ACCEPTED);
    }

    private ReleaseView awaitDecider(Sharing sharing) {
        String address = path(sharing.id()) + "/releases?kind=POOL_DECIDER";
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> rest.get(address, parties.token(sharing.e1()))
                                .json()
                                .get("total")
                                .asInt()
                        == 1);
        String id = rest.get(address, parties.token(sharing.e1()))
                .json()
                .at("/items/0/id")
                .asString();
        return read(
                200, rest.get(path(sharing.id()) + "/releases/" + id, parties.token(sharing.e1())), ReleaseView.class);
    }
}
