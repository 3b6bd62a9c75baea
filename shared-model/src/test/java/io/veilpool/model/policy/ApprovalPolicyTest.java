package io.veilpool.model.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.OfficerView;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.SigningKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose key and about what is tested where it is asked; here, when. */
class ApprovalPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final Instant REPORTED = NOW.minusSeconds(3600);
    private static final ContributionManifest MANIFEST = new ContributionManifest(
            1,
            new UUID(0, 1),
            1,
            "e1",
            "a".repeat(64),
            "b".repeat(64),
            1,
            new FeatureShape(1, 1, 1),
            "F16",
            1,
            List.of(1),
            List.of(),
            "c".repeat(64));

    private final SigningKey agent = SigningKey.generate();
    private final SigningKey dpo = SigningKey.generate();

    @Test
    void allowsAClockThatIsAheadByAMinuteAndNotMore() throws Exception {
        assertThat(verify(NOW.plusSeconds(60), null).officer()).isEqualTo("dpo");
        assertThatThrownBy(() -> verify(NOW.plusMillis(60_001), null))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageContaining("set the clock");
    }

    @Test
    void countsFromTheReportToTheRevocation() throws Exception {
        assertThat(verify(REPORTED, null).approvedAt()).isEqualTo(REPORTED);
        assertThatThrownBy(() -> verify(REPORTED.minusMillis(1), null))
                .hasMessageContaining("before the leakage report");
        assertThat(verify(NOW.minusMillis(1), NOW).officer()).isEqualTo("dpo");
        assertThatThrownBy(() -> verify(NOW, NOW)).hasMessageContaining("was revoked at");
    }

    @Test
    void asksWhoHasTheKeyAndNotWhoIsNamed() {
        OfficerView another = officer("dpo", SigningKey.generate(), null);
        assertThatThrownBy(() -> ApprovalPolicy.verify(signed(NOW), subject(), List.of(another), REPORTED, NOW))
                .hasMessageContaining("no officer of e1 has the key with fingerprint " + dpo.thumbprint());
        OfficerView renamed = officer("somebody", dpo, null);
        assertThatThrownBy(() -> ApprovalPolicy.verify(signed(NOW), subject(), List.of(renamed), REPORTED, NOW))
                .hasMessageContaining("its officer is dpo, but must be somebody");
    }

    private Approval verify(Instant approvedAt, @Nullable Instant revokedAt) throws InvalidSignatureException {
        return ApprovalPolicy.verify(
                signed(approvedAt), subject(), List.of(officer("dpo", dpo, revokedAt)), REPORTED, NOW);
    }

    private ApprovalPolicy.Subject subject() {
        return new ApprovalPolicy.Subject(MANIFEST, "d".repeat(64), List.of(agent.publicJwk()));
    }

    private static OfficerView officer(String name, SigningKey key, @Nullable Instant revokedAt) {
        return new OfficerView(new UUID(0, 2), name, key.publicJwk(), key.thumbprint(), REPORTED, revokedAt);
    }

    private String signed(Instant at) {
        Approval approval = new Approval(
                Approval.FORMAT_VERSION,
                MANIFEST.collaboration(),
                "e1",
                "d".repeat(64),
                MANIFEST.reportDigest(),
                "dpo",
                at);
        return dpo.sign(CanonicalJson.write(approval), SignatureType.APPROVAL);
    }
}
