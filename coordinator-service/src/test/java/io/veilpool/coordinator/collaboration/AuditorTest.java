package io.veilpool.coordinator.collaboration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Person;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.GrantAccess;
import io.veilpool.model.protocol.TrailEntry;
import io.veilpool.model.trail.TrailCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@CoordinatorTest
class AuditorTest {
    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    JdbcClient database;

    private Person auditor;
    private UUID granted;
    private UUID other;

    @BeforeEach
    void grantOneOfTwo() {
        auditor = parties.person("AUDITOR");
        granted = parties.collaboration();
        other = parties.collaboration();
        assertThat(parties.grant(granted, auditor).status()).isEqualTo(201);
    }

    @Test
    void aCollaborationThatWasNotGrantedLooksLikeOneThatDoesNotExist() {
        assertThat(rest.get(path(granted), auditor.token()).status()).isEqualTo(200);
        UUID nowhere = UUID.randomUUID();
        for (String below : List.of("", "/audit", "/evidence", "/leakage-reports", "/reruns", "/auditors")) {
            Rest.Answer existing = rest.get(path(other) + below, auditor.token());
            Rest.Answer missing = rest.get(path(nowhere) + below, auditor.token());
            assertThat(existing.status()).as(below).isEqualTo(404);
            assertThat(existing.detail().replace(other.toString(), nowhere.toString()))
                    .as(below)
                    .isEqualTo(missing.detail());
        }
        Rest.Answer list = rest.get("/api/v1/collaborations", auditor.token());
        assertThat(list.json().get("total").asInt()).isEqualTo(1);
        assertThat(list.json().at("/items/0/id").asString()).isEqualTo(granted.toString());
        assertThat(rest.get("/api/v1/collaborations", parties.person("AUDITOR").token())
                        .json()
                        .get("total")
                        .asInt())
                .as("nobody granted anything")
                .isZero();
    }

    @Test
    void theTrailShowsWhatWasGrantedAndCanBeCheckedNevertheless() throws Exception {
        List<TrailEntry> seen = new ArrayList<>();
        TrailCheck check = new TrailCheck(List.of());
        List<String> lines = rest.get("/api/v1/trail/entries", auditor.token())
                .body()
                .lines()
                .toList();
        for (String line : lines) {
            check.next(line).ifPresent(seen::add);
        }
        assertThat(seen)
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.collaboration()).isEqualTo(granted));
        assertThat(check.withheld()).isEqualTo(lines.size() - seen.size()).isPositive();
        assertThat(String.join("", lines)).doesNotContain(other.toString(), "logged-in");
        TrailCheck whole = new TrailCheck(List.of());
        for (String line : rest.get("/api/v1/trail/entries", parties.admin())
                .body()
                .lines()
                .limit(lines.size())
                .toList()) {
            whole.next(line);
        }
        assertThat(check.root()).isEqualTo(whole.root());
        assertThat(whole.withheld()).isZero();

        Rest.Answer page = rest.get("/api/v1/audit?size=200", auditor.token());
        assertThat(page.json().get("total").asInt()).isEqualTo(seen.size());
        assertThat(StreamSupport.stream(page.json().get("items").spliterator(), false)
                        .map(entry -> entry.get("number").asLong()))
                .containsExactlyElementsOf(seen.stream().map(TrailEntry::number).toList());
    }

    @Test
    void aRefusedAuditorWritesNothingIntoTheTrailOfWhatWasNotGranted() {
        rest.send("POST", path(other) + "/snapshots", auditor.token(), null);
        rest.send("POST", path(granted) + "/snapshots", auditor.token(), null);
        assertThat(rest.get(path(other) + "/audit?size=200", parties.admin()).body())
                .doesNotContain(auditor.name());
        assertThat(rest.get(path(granted) + "/audit?size=200", parties.admin()).body())
                .contains("request-refused");
    }

    @Test
    void countsFromTheNextRequestOnAndEndsWithItsWithdrawal() {
        assertThat(parties.grant(other, auditor).status()).isEqualTo(201);
        assertThat(rest.get(path(other), auditor.token()).status()).isEqualTo(200);
        UUID access = access(other);
        assertThat(rest.delete(path(granted) + "/auditors/" + access, parties.admin())
                        .problem())
                .as("of another collaboration")
                .isEqualTo("not-found");
        assertThat(rest.delete(path(other) + "/auditors/" + access, parties.admin())
                        .status())
                .isEqualTo(204);
        assertThat(rest.get(path(other), auditor.token()).status()).isEqualTo(404);
        assertThat(rest.delete(path(other) + "/auditors/" + access, parties.admin())
                        .problem())
                .isEqualTo("wrong-state");
        assertThat(rest.get(path(granted), auditor.token()).status()).isEqualTo(200);

        assertThat(parties.grant(other, auditor).status()).isEqualTo(201);
        assertThat(rest.get(path(other), auditor.token()).status()).isEqualTo(200);
        Rest.Answer list = rest.get(path(other) + "/auditors", parties.admin());
        assertThat(list.json().get("total").asInt()).isEqualTo(2);
        assertThat(list.json().at("/items/0/withdrawnAt").isString()).isTrue();
        assertThat(list.json().at("/items/1/withdrawnAt").isNull()).isTrue();
    }

    @Test
    void theTrailTellsWhoGrantedWhatToWhom() {
        rest.delete(path(granted) + "/auditors/" + access(granted), parties.admin());
        Rest.Answer trail = rest.get(path(granted) + "/audit", parties.admin());
        List<String> told = StreamSupport.stream(trail.json().get("items").spliterator(), false)
                .map(entry -> entry.get("actor").asString() + " "
                        + entry.get("action").asString() + " "
                        + entry.at("/details/auditor").asString(""))
                .toList();
        assertThat(told)
                .containsSubsequence(
                        "person admin access-granted " + auditor.name(),
                        "person admin access-withdrawn " + auditor.name());
    }

    @Test
    void grantsOnceAndToAuditorsOnly() {
        UUID first = access(granted);
        assertThat(parties.grant(granted, auditor).json().get("id").asString()).isEqualTo(first.toString());
        assertThat(grant("nobody-of-this-name").detail()).contains("no account nobody-of-this-name");
        assertThat(grant("admin").problem()).isEqualTo("not-found");
        for (String bad : List.of("", "  ", "x".repeat(201), "a\nb")) {
            assertThat(grant(bad).problem()).as(bad).isEqualTo("invalid-request");
        }
        assertThat(rest.post(path(UUID.randomUUID()) + "/auditors", parties.admin(), new GrantAccess(auditor.name()))
                        .problem())
                .isEqualTo("not-found");
        assertThatThrownBy(() -> database.sql("delete from collaboration_auditor where id = ?")
                        .param(first)
                        .update())
                .hasMessageContaining("withdrawn once");
    }

    private Rest.Answer grant(String name) {
        return rest.post(path(granted) + "/auditors", parties.admin(), new GrantAccess(name));
    }

    private UUID access(UUID collaboration) {
        return StreamSupport.stream(
                        rest.get(path(collaboration) + "/auditors", parties.admin())
                                .json()
                                .get("items")
                                .spliterator(),
                        false)
                .filter(access -> access.get("withdrawnAt").isNull())
                .map(access -> UUID.fromString(access.get("id").asString()))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private static String path(UUID collaboration) {
        return "/api/v1/collaborations/" + collaboration;
    }
}
