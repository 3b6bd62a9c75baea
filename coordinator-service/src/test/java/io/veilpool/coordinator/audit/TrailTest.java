package io.veilpool.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.InviteEntity;
import io.veilpool.model.protocol.SignedCheckpoint;
import io.veilpool.model.protocol.TrailEntry;
import io.veilpool.model.protocol.TrailProof;
import io.veilpool.model.trail.BrokenTrailException;
import io.veilpool.model.trail.Checkpoints;
import io.veilpool.model.trail.TrailCheck;
import io.veilpool.model.trail.TrailHashes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@CoordinatorTest
class TrailTest {
    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    JdbcClient database;

    @Test
    void theWholeTrailIsWhatTheCheckpointCovers() throws Exception {
        parties.open("e1", "e2");
        Checkpoint checkpoint = checkpoint();
        assertThat(checkpoint.size()).isPositive();
        TrailCheck check = check(entries(), List.of(checkpoint));
        assertThat(check.size()).isGreaterThanOrEqualTo(checkpoint.size());
    }

    @Test
    void aLaterCheckpointContinuesAnEarlierOne() throws Exception {
        parties.collaboration();
        Checkpoint earlier = checkpoint();
        parties.open("e1");
        Checkpoint later = checkpoint();
        assertThat(later.size()).isGreaterThan(earlier.size());
        TrailProof proof = rest.get(
                        "/api/v1/trail/consistency?from=" + earlier.size() + "&to=" + later.size(), parties.admin())
                .as(TrailProof.class);
        Checkpoints.requireContinues(earlier, later, proof);
        assertThatThrownBy(() -> Checkpoints.requireContinues(later, earlier, proof))
                .hasMessageContaining("rolled back");
    }

    @Test
    void anEntryIsShownToBeInTheTrail() throws Exception {
        UUID collaboration = parties.collaboration();
        Checkpoint checkpoint = checkpoint();
        TrailEntry entry = ProtocolJson.read(
                rest.get("/api/v1/collaborations/" + collaboration + "/audit", parties.admin())
                        .json()
                        .at("/items/0")
                        .toString(),
                TrailEntry.class);
        TrailProof proof = rest.get(
                        "/api/v1/trail/inclusion?number=" + entry.number() + "&size=" + checkpoint.size(),
                        parties.admin())
                .as(TrailProof.class);
        assertThat(MerkleTree.includes(
                        TrailHashes.of(entry),
                        entry.number() - 1,
                        checkpoint.size(),
                        proof.hashes(),
                        checkpoint.root()))
                .isTrue();
    }

    @Test
    void changesThatHappenAtOnceHaveOneOrderAndNoGap() throws Exception {
        List<UUID> collaborations = List.of(parties.collaboration(), parties.collaboration());
        String admin = parties.admin();
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService many = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 48; i++) {
                String name = "e" + i;
                UUID collaboration = collaborations.get(i % 2);
                answers.add(many.submit(() -> rest.post(
                                "/api/v1/collaborations/" + collaboration + "/invitations",
                                admin,
                                new InviteEntity(name, 1))
                        .status()));
            }
        }
        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(201);
        }
        check(entries(), List.of(checkpoint()));
    }

    @Test
    void whatSomebodyChangesInTheDatabaseIsFound() throws Exception {
        parties.open("e1");
        Checkpoint kept = checkpoint();
        long number = kept.size() - 1;
        String content = database.sql("select content from trail_entry where number = ?")
                .param(number)
                .query(String.class)
                .single();
        database.sql("alter table trail_entry disable trigger all").update();
        try {
            set(number, content.replace("\"actor\":\"", "\"actor\":\"not "));
            assertThat(rest.get("/api/v1/audit?size=200&page=" + (number - 1) / 200, parties.admin())
                            .status())
                    .as("a changed entry is not shown as if it were so")
                    .isEqualTo(500);
            assertThatThrownBy(() -> check(entries(), List.of(kept)))
                    .isInstanceOf(BrokenTrailException.class)
                    .hasMessageContaining("Entry " + with(number + 1) + " does not follow from entry");
        } finally {
            set(number, content);
            database.sql("alter table trail_entry enable trigger all").update();
        }
        check(entries(), List.of(kept));
    }

    @Test
    void tellsOfRefusals() {
        List<Party> members = parties.open("e1", "e2");
        Party foreign = parties.open("e9").getFirst();
        String path = "/api/v1/collaborations/" + members.getFirst().collaboration();
        assertThat(rest.get(path + "/snapshots", parties.token(foreign)).status())
                .isEqualTo(403);
        assertThat(rest.post(path + "/snapshots", parties.admin(), "").status()).isGreaterThanOrEqualTo(400);
        for (int i = 0; i < 40; i++) {
            rest.get(path + "/releases/" + "x".repeat(3_000), parties.token(foreign));
        }
        JsonNode whole = rest.get("/api/v1/audit", parties.admin()).json();
        int last = (whole.get("total").asInt() - 1) / 200;
        List<JsonNode> entries = new ArrayList<>();
        for (int page = Math.max(0, last - 1); page <= last; page++) {
            rest.get("/api/v1/audit?size=200&page=" + page, parties.admin())
                    .json()
                    .get("items")
                    .forEach(entries::add);
        }
        List<String> refused = entries.stream()
                .filter(entry -> entry.get("action").asString().equals("request-refused"))
                .map(entry -> entry.get("actor").asString() + ": "
                        + entry.get("subject").asString() + " "
                        + entry.at("/details/problem").asString())
                .toList();
        String pattern = "/api/v1/collaborations/{collaboration}";
        String stranger = "entity e9 " + foreign.id() + ": GET " + pattern;
        assertThat(refused)
                .contains(
                        stranger + "/snapshots FORBIDDEN", "person admin: POST " + pattern + "/snapshots WRONG_STATE");
        assertThat(refused)
                .as("nobody fills the trail, nor writes into it what it likes")
                .filteredOn(entry -> entry.equals(stranger + "/releases/{id} FORBIDDEN"))
                .hasSizeBetween(1, 19);
        assertThat(rest.get(path + "/audit?size=200", parties.admin()).body())
                .as("a stranger writes nothing into a collaboration's trail")
                .doesNotContain("entity e9");
    }

    /** More often than there are connections to the database. */
    @Test
    void readingTheTrailKeepsNoConnection() {
        for (int i = 0; i < 20; i++) {
            assertThat(rest.get("/api/v1/audit", parties.admin()).status()).isEqualTo(200);
            assertThat(rest.get("/api/v1/trail/entries", parties.admin()).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesProofsOfWhatIsNotThere() {
        long size = Long.MAX_VALUE;
        for (String path : List.of(
                "consistency?from=0&to=1",
                "consistency?from=2&to=1",
                "consistency?from=1&to=" + size,
                "inclusion?number=0&size=1",
                "inclusion?number=2&size=1",
                "inclusion?number=1&size=" + size,
                "inclusion?number=one&size=1",
                "inclusion?number=1")) {
            assertThat(rest.get("/api/v1/trail/" + path, parties.admin()).problem())
                    .as(path)
                    .isEqualTo("invalid-request");
        }
    }

    private void set(long number, String content) {
        database.sql("update trail_entry set content = ? where number = ?")
                .params(content, number)
                .update();
    }

    private static String with(long number) {
        return String.format(java.util.Locale.ROOT, "%,d", number);
    }

    private Checkpoint checkpoint() throws BrokenTrailException {
        List<String> keys = StreamSupport.stream(
                        rest.get("/oauth2/jwks", null).json().get("keys").spliterator(), false)
                .map(Object::toString)
                .toList();
        SignedCheckpoint signed =
                rest.get("/api/v1/trail/checkpoint", parties.admin()).as(SignedCheckpoint.class);
        return Checkpoints.verify(signed.jws(), keys);
    }

    private List<String> entries() {
        Rest.Answer answer = rest.get("/api/v1/trail/entries", parties.admin());
        assertThat(answer.header("Content-Type").orElse("")).startsWith("application/x-ndjson");
        return answer.body().lines().toList();
    }

    private static TrailCheck check(List<String> lines, List<Checkpoint> kept) throws BrokenTrailException {
        TrailCheck check = new TrailCheck(kept);
        for (String line : lines) {
            check.next(line);
        }
        check.end();
        return check;
    }
}
