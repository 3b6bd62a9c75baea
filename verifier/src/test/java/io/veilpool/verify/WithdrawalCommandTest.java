package io.veilpool.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.WithdrawalCertificate;
import io.veilpool.model.protocol.WithdrawalCertificate.Accuracy;
import io.veilpool.model.protocol.WithdrawalCertificate.Holder;
import io.veilpool.model.protocol.WithdrawalCertificate.SnapshotMark;
import io.veilpool.model.protocol.WithdrawalCertificate.Successor;
import io.veilpool.model.protocol.WithdrawalCertificate.WithdrawnContribution;
import io.veilpool.model.protocol.WithdrawalState;
import io.veilpool.model.protocol.WithdrawalView;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WithdrawalCommandTest {
    private static final Instant ASKED = Instant.parse("2026-11-26T10:00:00Z");
    private static final WithdrawalCertificate CERTIFICATE = new WithdrawalCertificate(
            WithdrawalCertificate.FORMAT_VERSION,
            new UUID(0, 1),
            new UUID(0, 2),
            "e1",
            "entity e1",
            "Consent was taken back.",
            ASKED,
            ASKED.plusSeconds(60),
            List.of(new WithdrawnContribution(
                    new UUID(0, 3),
                    "a".repeat(64),
                    "b".repeat(64),
                    1,
                    1_000,
                    List.of(new ShardEntry("c".repeat(64), 4_000, 1_000)))),
            List.of(new SnapshotMark(new UUID(0, 4), 1, "d".repeat(64))),
            List.of("e".repeat(64)),
            new Successor(new SnapshotMark(new UUID(0, 5), 2, "f".repeat(64)), 500, "0".repeat(64)),
            new Accuracy(61.25, 59.5, 400, "Rows that were held back.", ""),
            List.of(new Holder("e2", 1, ASKED.minusSeconds(60))),
            List.of("Copies stay."));

    private final SigningKey coordinator = SigningKey.generate();
    private final StringWriter said = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void verifiesACertificateAsTheCoordinatorAnswersItAndAsTheAgentKeepsIt() throws Exception {
        String jws = coordinator.sign(CanonicalJson.write(CERTIFICATE), SignatureType.WITHDRAWAL);
        assertThat(verify(jws)).isZero();
        assertThat(said.toString())
                .contains(
                        "1 contributions of e1",
                        "Consent was taken back.",
                        "1,000 rows of DPM 1",
                        "snapshot 2 with 500 rows",
                        "top-1 61.3 % before and 59.5 % after, on 400 rows. Rows that were held back.",
                        "e2 was given snapshot 1",
                        "Not undone: Copies stay.");
        assertThat(verify(view(jws))).isZero();
    }

    @Test
    void saysWhyAFigureIsMissing() throws Exception {
        assertThat(verify(
                        certificate(new Accuracy(null, 59.5, 400, "Rows that were held back.", "No decider before."))))
                .isZero();
        assertThat(said.toString())
                .contains(
                        "top-1 (none) before and 59.5 % after, on 400 rows. Rows that were held back. No decider before.");
        assertThat(verify(certificate(new Accuracy(null, null, 0, "", "Nothing else is in the pool."))))
                .isZero();
        assertThat(said.toString()).contains("was not measured: Nothing else is in the pool.");
    }

    private String certificate(Accuracy accuracy) {
        WithdrawalCertificate other = new WithdrawalCertificate(
                CERTIFICATE.formatVersion(),
                CERTIFICATE.collaboration(),
                CERTIFICATE.withdrawal(),
                CERTIFICATE.entity(),
                CERTIFICATE.requestedBy(),
                CERTIFICATE.reason(),
                CERTIFICATE.requestedAt(),
                CERTIFICATE.completedAt(),
                CERTIFICATE.contributions(),
                CERTIFICATE.snapshots(),
                CERTIFICATE.deciders(),
                CERTIFICATE.successor(),
                accuracy,
                CERTIFICATE.holders(),
                CERTIFICATE.notUndone());
        return coordinator.sign(CanonicalJson.write(other), SignatureType.WITHDRAWAL);
    }

    @Test
    void findsWhatTheCoordinatorDidNotSign() throws Exception {
        String jws = coordinator.sign(CanonicalJson.write(CERTIFICATE), SignatureType.WITHDRAWAL);
        String edited = jws.substring(0, 200) + (jws.charAt(200) == 'A' ? 'B' : 'A') + jws.substring(201);
        assertThat(verify(edited)).isEqualTo(1);
        assertThat(said.toString()).contains("The signature does not hold");
        assertThat(verify(SigningKey.generate().sign(CanonicalJson.write(CERTIFICATE), SignatureType.WITHDRAWAL)))
                .isEqualTo(1);
        assertThat(verify(coordinator.sign(CanonicalJson.write(CERTIFICATE), SignatureType.CHECKPOINT)))
                .isEqualTo(1);
        assertThat(said.toString()).contains("typ must be");
        assertThat(verify(coordinator.sign(ProtocolJson.write(CERTIFICATE), SignatureType.WITHDRAWAL)))
                .isEqualTo(1);
        assertThat(said.toString()).contains("RFC 8785");
    }

    @Test
    void saysThatThereIsNoCertificateYet() throws Exception {
        assertThat(verify(view(null))).isEqualTo(2);
        assertThat(said.toString()).contains("no certificate yet");
        assertThat(verify("{}")).isEqualTo(2);
    }

    private static String view(@Nullable String jws) {
        return ProtocolJson.text(new WithdrawalView(
                new UUID(0, 2),
                "e1",
                "entity e1",
                "Consent was taken back.",
                jws == null ? WithdrawalState.REQUESTED : WithdrawalState.COMPLETED,
                List.of(new UUID(0, 3)),
                jws,
                ASKED));
    }

    private int verify(String content) throws IOException {
        said.getBuffer().setLength(0);
        Path file = Files.writeString(folder.resolve("certificate"), content);
        Path keys = Files.writeString(folder.resolve("keys.json"), "{\"keys\":[" + coordinator.publicJwk() + "]}");
        CommandLine command = Verifier.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        return command.execute("withdrawal", file.toString(), "--keys", keys.toString());
    }
}
