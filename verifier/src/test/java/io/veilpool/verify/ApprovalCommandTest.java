package io.veilpool.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ApprovalCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private final SigningKey entity = SigningKey.generate();
    private final SigningKey officer = SigningKey.generate();
    private final StringWriter said = new StringWriter();
    private String contribution = "";

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        contribution = entity.sign(CanonicalJson.write(manifest(1)), SignatureType.CONTRIBUTION);
        Files.writeString(folder.resolve("officer.jwk"), officer.publicJwk());
        Files.writeString(folder.resolve("entity.jwk"), entity.publicJwk());
    }

    @Test
    void verifiesWhatAnOfficerReleasedAsTheAgentKeepsItAndAsTheCoordinatorAnswersIt() throws Exception {
        String approval = approval(officer, UnaryOperator.identity());
        assertThat(verify(approval, contribution)).as(said.toString()).isZero();
        assertThat(said.toString()).contains("dpo released on " + NOW + " 1,000 rows of e1 (DPM 1, 1 shards");
        ContributionView view = new ContributionView(
                new UUID(0, 3),
                "e1",
                ContributionState.ACCEPTED,
                manifest(1),
                contribution,
                List.of(approval),
                List.of(),
                NOW);
        assertThat(verify(approval, ProtocolJson.text(view))).isZero();
    }

    @Test
    void findsWhatTheOfficerDidNotRelease() throws Exception {
        String good = approval(officer, UnaryOperator.identity());
        refuses(good, entity.sign(CanonicalJson.write(manifest(2)), SignatureType.CONTRIBUTION), "its manifestDigest");
        refuses(approval(SigningKey.generate(), UnaryOperator.identity()), contribution, "signed with another key");
        refuses(approval(officer, said -> said.replace("\"e1\"", "\"e2\"")), contribution, "its entity is e2");
        refuses(
                approval(officer, said -> said.replace(new UUID(0, 1).toString(), new UUID(0, 2).toString())),
                contribution,
                "its collaboration is");
        refuses(approval(officer, said -> said.replace("dddd", "eeee")), contribution, "its reportDigest is");
        refuses(approval(officer, said -> said.replace(":1,", ": 1,")), contribution, "RFC 8785");
        refuses(
                officer.sign(CanonicalJson.write(approved()), SignatureType.LEAKAGE_REPORT),
                contribution,
                "typ must be");
        int middle = good.indexOf('.') + 40;
        refuses(
                good.substring(0, middle) + (good.charAt(middle) == 'A' ? 'B' : 'A') + good.substring(middle + 1),
                contribution,
                "does not match what was signed");
        refuses(
                good,
                SigningKey.generate().sign(CanonicalJson.write(manifest(1)), SignatureType.CONTRIBUTION),
                "The entity did not sign the contribution");
        Files.writeString(folder.resolve("officer.jwk"), entity.publicJwk());
        refuses(approval(entity, UnaryOperator.identity()), contribution, "the entity's own");
    }

    @Test
    void saysWhatItCannotRead() throws Exception {
        assertThat(verify("", contribution)).isEqualTo(1);
        assertThat(verify(approval(officer, UnaryOperator.identity()), "{}")).isEqualTo(2);
        Files.writeString(folder.resolve("officer.jwk"), officer.privateJwk());
        assertThat(verify(approval(officer, UnaryOperator.identity()), contribution))
                .isEqualTo(2);
        assertThat(said.toString()).contains("holds a private key").doesNotContain("\"d\"");
    }

    private void refuses(String approval, String of, String because) throws IOException {
        assertThat(verify(approval, of)).as(because).isEqualTo(1);
        assertThat(said.toString()).contains(because);
    }

    private static ContributionManifest manifest(int rotation) {
        return new ContributionManifest(
                1,
                new UUID(0, 1),
                1,
                "e1",
                "b".repeat(64),
                "c".repeat(64),
                rotation,
                new FeatureShape(1, 1, 1),
                "F16",
                1_000,
                List.of(1_000),
                List.of(new ShardEntry("a".repeat(64), 4_000, 1_000)),
                "d".repeat(64));
    }

    private static Approval approved() {
        return new Approval(
                Approval.FORMAT_VERSION,
                new UUID(0, 1),
                "e1",
                Digests.sha256(CanonicalJson.write(manifest(1))),
                "d".repeat(64),
                "dpo",
                NOW);
    }

    private static String approval(SigningKey key, UnaryOperator<String> lie) {
        return key.sign(
                lie.apply(CanonicalJson.text(approved())).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                SignatureType.APPROVAL);
    }

    private int verify(String approval, String of) throws IOException {
        said.getBuffer().setLength(0);
        CommandLine command = Verifier.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        return command.execute(
                "approval",
                Files.writeString(folder.resolve("approval.jws"), approval).toString(),
                "--contribution",
                Files.writeString(folder.resolve("contribution.json"), of).toString(),
                "--officer",
                folder.resolve("officer.jwk").toString(),
                "--key",
                folder.resolve("entity.jwk").toString());
    }
}
