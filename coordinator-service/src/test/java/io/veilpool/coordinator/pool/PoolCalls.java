package io.veilpool.coordinator.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.UploadView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The calls of a collaboration's life, as agents send them. */
record PoolCalls(Rest rest, Parties parties, Path folder) {
    /** A collaboration in SHARING with its release. */
    record Sharing(UUID id, List<Party> members, ReleaseView release) {
        Party e1() {
            return members.get(0);
        }

        Party e2() {
            return members.get(1);
        }

        FeatureShape shape() {
            return release.manifest().featureShape();
        }
    }

    static String path(UUID collaboration) {
        return "/api/v1/collaborations/" + collaboration;
    }

    static <T> T read(int status, Rest.Answer answer, Class<T> type) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        try {
            return ProtocolJson.read(answer.body(), type);
        } catch (InvalidJsonException e) {
            throw new AssertionError("Not a " + type + ": " + answer.body(), e);
        }
    }

    Sharing sharing() throws Exception {
        return sharing(Parties.charter());
    }

    /** @param charter one that differs from the usual one in nothing that a release depends on */
    Sharing sharing(Charter charter) throws Exception {
        List<Party> members = parties.open(charter, "e1", "e2");
        UUID id = members.getFirst().collaboration();
        ReleaseView release = publish(members.getFirst());
        parties.move(id, CollaborationState.SHARING);
        return new Sharing(id, members, release);
    }

    ReleaseView publish(Party publisher) throws Exception {
        TestRelease made = TestRelease.make(folder, publisher.collaboration(), Parties.charter());
        ReleaseView published = publish(publisher, made);
        assertThat(published.state()).as(published.reason()).isEqualTo("PUBLISHED");
        return published;
    }

    ReleaseView publish(Party publisher, TestRelease made) throws Exception {
        String token = parties.token(publisher);
        String releases = path(publisher.collaboration()) + "/releases";
        ReleaseView declared = read(201, rest.post(releases, token, made.signed(publisher.key())), ReleaseView.class);
        assertThat(declared.state()).isEqualTo("DECLARED");
        UploadView upload = read(200, rest.get(releases + "/" + declared.id() + "/upload", token), UploadView.class);
        Parts.send(upload, Map.of(made.manifest().weightsDigest(), made.weights()), Integer.MAX_VALUE);
        return read(
                200, rest.send("POST", releases + "/" + declared.id() + "/completion", token, null), ReleaseView.class);
    }

    TestContribution contribution(Sharing sharing, Party party, TestContribution.Rows rows) throws Exception {
        return TestContribution.make(
                folder, sharing.id(), party.name(), sharing.release().digest(), rows);
    }

    Rest.Answer declare(Sharing sharing, Party party, TestContribution made, String... approvals) throws Exception {
        String token = parties.token(party);
        Rest.Answer report = rest.post(path(sharing.id()) + "/leakage-reports", token, made.signedReport(party.key()));
        assertThat(report.status()).as(report.body()).isEqualTo(201);
        return rest.post(path(sharing.id()) + "/contributions", token, made.signed(party.key(), approvals));
    }

    /** Declares, uploads and completes. */
    ContributionView contribute(Sharing sharing, Party party, TestContribution made) throws Exception {
        ContributionView declared = read(201, declare(sharing, party, made), ContributionView.class);
        String token = parties.token(party);
        Parts.send(upload(sharing, party, declared.id()), made.files(), Integer.MAX_VALUE);
        return read(200, complete(sharing, token, declared.id()), ContributionView.class);
    }

    UploadView upload(Sharing sharing, Party party, UUID id) {
        return read(
                200,
                rest.get(path(sharing.id()) + "/contributions/" + id + "/upload", parties.token(party)),
                UploadView.class);
    }

    Rest.Answer complete(Sharing sharing, String token, UUID id) {
        return rest.send("POST", path(sharing.id()) + "/contributions/" + id + "/completion", token, null);
    }

    ContributionView look(Sharing sharing, Party party, UUID id) {
        return read(
                200,
                rest.get(path(sharing.id()) + "/contributions/" + id, parties.token(party)),
                ContributionView.class);
    }

    void awaitState(Sharing sharing, Party party, UUID id, ContributionState state) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    ContributionView now = look(sharing, party, id);
                    assertThat(now.state()).as(now.reasons().toString()).isEqualTo(state);
                });
    }
}
