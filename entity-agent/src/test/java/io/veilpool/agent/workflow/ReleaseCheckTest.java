package io.veilpool.agent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.identity.PinnedKeys;
import io.veilpool.agent.testing.TinyCollaboration;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.SigningKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
    private static final UUID COLLABORATION = UUID.fromString("8d407c1a-0000-4000-8000-000000000001");

    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private PinnedKeys pins;

    @BeforeEach
    void noKeyIsKnown() {
        pins = new PinnedKeys(folder);
    }

    @Test
    void believesAManifestSignedByThePublishingEntity() throws Exception {
        ReleaseManifest manifest = manifest("e1", COLLABORATION);

        ReleaseCheck.Verified verified =
                ReleaseCheck.ofEntity(release(manifest, key, SignatureType.RELEASE), view(key), pins);

        assertThat(verified.manifest()).isEqualTo(manifest);
        assertThat(verified.keyFingerprint()).isEqualTo(key.thumbprint());
    }

    @Test
    void refusesASignatureOfSomebodyElse() {
        ReleaseView release = release(manifest("e1", COLLABORATION), SigningKey.generate(), SignatureType.RELEASE);

        assertThatThrownBy(() -> ReleaseCheck.ofEntity(release, view(key), pins))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining("does not verify with the key of e1");
    }

    @Test
    void refusesASignatureOverAnotherKindOfDocument() {
        ReleaseView release = release(manifest("e1", COLLABORATION), key, SignatureType.CONTRIBUTION);

        assertThatThrownBy(() -> ReleaseCheck.ofEntity(release, view(key), pins))
                .isInstanceOf(ReleaseRefusedException.class);
    }

    @Test
    void refusesAKeyThatIsNotThePinnedOne() throws Exception {
        ReleaseCheck.ofEntity(release(manifest("e1", COLLABORATION), key, SignatureType.RELEASE), view(key), pins);
        SigningKey exchanged = SigningKey.generate();
        ReleaseView release = release(manifest("e1", COLLABORATION), exchanged, SignatureType.RELEASE);

        assertThatThrownBy(() -> ReleaseCheck.ofEntity(release, view(exchanged), pins))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining("was pinned when it was first seen")
                .hasMessageContaining(key.thumbprint());
    }

    @Test
    void refusesAManifestOfAnotherCollaboration() {
        ReleaseView release = release(manifest("e1", UUID.randomUUID()), key, SignatureType.RELEASE);

        assertThatThrownBy(() -> ReleaseCheck.ofEntity(release, view(key), pins))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining("is of collaboration");
    }

    @Test
    void refusesAManifestOfAnEntityThatMayNotPublish() {
        ReleaseView release = release(manifest("e2", COLLABORATION), key, SignatureType.RELEASE);

        assertThatThrownBy(() -> ReleaseCheck.ofEntity(release, view(key), pins))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining("of e2");
    }

    private static ReleaseManifest manifest(String publisher, UUID collaboration) {
        return new ReleaseManifest(
                1,
                collaboration,
                1,
                ReleaseKind.NETWORK,
                publisher,
                "conv3_1",
                new FeatureShape(8, 16, 16),
                List.of(),
                "0".repeat(64),
                1,
                new RowCalibration(1, 1, 1, null),
                null,
                NOW);
    }

    private static ReleaseView release(ReleaseManifest manifest, SigningKey key, String type) {
        byte[] payload = ProtocolJson.write(manifest);
        return new ReleaseView(
                UUID.randomUUID(),
                ReleaseKind.NETWORK,
                "PUBLISHED",
                Digests.sha256(payload),
                "e1",
                manifest,
                key.sign(payload, type),
                "",
                NOW);
    }

    private static CollaborationView view(SigningKey key) {
        MemberView member =
                new MemberView(UUID.randomUUID(), "e1", true, key.publicJwk(), key.thumbprint(), 1, NOW, List.of());
        return new CollaborationView(
                COLLABORATION,
                "tiny",
                CollaborationState.OPEN,
                new CharterView(1, TinyCollaboration.charter(100), NOW),
                List.of(member),
                NOW);
    }
}
