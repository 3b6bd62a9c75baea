package io.veilpool.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.ReportReceipt;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.Verdict;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {
    private final SigningKey entity = SigningKey.generate();
    private final StringWriter said = new StringWriter();
    private final String json = resource();

    @TempDir
    Path folder;

    @Test
    void verifiesAReportAsTheCoordinatorAnswersItAndAsTheAgentKeepsIt() throws Exception {
        LeakageReport report = report(json);
        String jws = signed(CanonicalJson.write(report));
        assertThat(verify(jws)).isZero();
        assertThat(said.toString())
                .contains("Verified: e1 signed on 2026-11-26", "500 images", "PASS", "top-1-lost", "a rough idea");
        assertThat(verify(view(report, jws))).isZero();
    }

    @Test
    void findsAReportThatIsNotTheSignedOne() throws Exception {
        String jws = signed(CanonicalJson.write(report(json)));
        String better = json.replace("\"top1Poisoned\": 69", "\"top1Poisoned\": 70");
        assertThat(verify(view(report(better), jws))).isEqualTo(1);
        assertThat(said.toString()).contains("is not the one that was signed");
        String edited = jws.substring(0, 200) + (jws.charAt(200) == 'A' ? 'B' : 'A') + jws.substring(201);
        assertThat(verify(edited)).isEqualTo(1);
        assertThat(said.toString()).contains("The signature does not hold");
    }

    @Test
    void verifiesWhenTheCoordinatorHadTheReport() throws Exception {
        SigningKey coordinator = SigningKey.generate();
        LeakageReport report = report(json);
        byte[] payload = CanonicalJson.write(report);
        ReportReceipt receipt = new ReportReceipt(
                1, report.collaboration(), "e1", Digests.sha256(payload), 3, Verdict.PASS, report.createdAt());
        String signed = coordinator.sign(CanonicalJson.write(receipt), SignatureType.RECEIPT);
        Path keys = Files.writeString(folder.resolve("keys.json"), coordinator.publicJwk());
        String view = view(report, signed(payload));
        assertThat(verify(view.replace("\"receiptJws\":\"\"", "\"receiptJws\":\"" + signed + "\""), keys))
                .isZero();
        assertThat(said.toString()).contains("judged it PASS by version 3");
        assertThat(verify(view, keys)).isEqualTo(1);
        assertThat(said.toString()).contains("not signed by the coordinator");
        assertThat(verify(signed(payload), keys)).isEqualTo(2);
    }

    @Test
    void countsAReportOfARevokedKeyIfTheCoordinatorHadItBefore() throws Exception {
        SigningKey coordinator = SigningKey.generate();
        LeakageReport report = report(json);
        byte[] payload = CanonicalJson.write(report);
        Instant had = report.createdAt().plusSeconds(60);
        ReportReceipt receipt =
                new ReportReceipt(1, report.collaboration(), "e1", Digests.sha256(payload), 3, Verdict.PASS, had);
        String signed = coordinator.sign(CanonicalJson.write(receipt), SignatureType.RECEIPT);
        String keys = Files.writeString(folder.resolve("keys.json"), coordinator.publicJwk())
                .toString();
        String view = view(report, signed(payload)).replace("\"receiptJws\":\"\"", "\"receiptJws\":\"" + signed + "\"");

        String later = had.plusSeconds(1).toString();
        assertThat(verify(view, List.of("--keys", keys, "--revoked-at", later))).isZero();
        assertThat(said.toString()).contains("before the key was revoked on " + later + ", so the report stays valid");
        assertThat(verify(view, List.of("--keys", keys, "--revoked-at", had.toString())))
                .as("dated before, but there only then")
                .isEqualTo(1);
        assertThat(said.toString()).contains("had the report on " + had + ", not before: it does not count");
        assertThat(verify(view, List.of("--revoked-at", later))).isEqualTo(2);
        assertThat(said.toString()).contains("Only a receipt shows").contains("--keys");
    }

    @Test
    void findsAReportThatContradictsItself() throws Exception {
        LeakageReport lying = report(json.replace("\"top1Poisoned\": 69", "\"top1Poisoned\": 20"));
        assertThat(verify(signed(CanonicalJson.write(lying)))).isEqualTo(1);
        assertThat(said.toString()).contains("contradicts itself");
    }

    @Test
    void findsAReportThatClaimsMoreSeedsThanItsFiguresHave() throws Exception {
        String asking = json.replace("\"leastEffort\": \"NONE\"", "\"leastEffort\": \"NONE\", \"leastSeeds\": 2")
                .replace(
                        "\"limit\": \"top-1-lost\"",
                        "\"limit\": \"seeds\", \"verdict\": \"PASS\", \"sentence\": \"\"}, {\"limit\": \"top-1-lost\"");
        assertThat(verify(signed(CanonicalJson.write(report(asking))))).isEqualTo(1);
        assertThat(said.toString()).contains("contradicts itself");
        String honest =
                asking.replace("\"seeds\", \"verdict\": \"PASS\"", "\"seeds\", \"verdict\": \"INSUFFICIENT_EVIDENCE\"");
        assertThat(verify(signed(CanonicalJson.write(report(honest))))).isZero();
        assertThat(said.toString()).containsPattern("INSUFFICIENT_EVIDENCE +seeds");
    }

    @Test
    void refusesOtherFormsKeysAndFiles() throws Exception {
        LeakageReport report = report(json);
        assertThat(verify(signed(json.getBytes(StandardCharsets.UTF_8)))).isEqualTo(1);
        assertThat(said.toString()).contains("RFC 8785");
        assertThat(verify(signed("{}".getBytes(StandardCharsets.UTF_8)))).isEqualTo(1);
        assertThat(said.toString()).contains("is no leakage report");
        assertThat(verify(entity.sign(CanonicalJson.write(report), SignatureType.CONTRIBUTION)))
                .isEqualTo(1);
        assertThat(said.toString()).contains("typ must be");
        assertThat(verify(SigningKey.generate().sign(CanonicalJson.write(report), SignatureType.LEAKAGE_REPORT)))
                .isEqualTo(1);
        assertThat(said.toString()).contains("signed with another key");
        assertThat(verify("{\"id\":1}")).isEqualTo(2);
        assertThat(said.toString()).contains("is no leakage report");
    }

    private static LeakageReport report(String json) throws InvalidJsonException {
        return ProtocolJson.read(json, LeakageReport.class);
    }

    private String signed(byte[] payload) {
        return entity.sign(payload, SignatureType.LEAKAGE_REPORT);
    }

    private static String view(LeakageReport report, String jws) {
        return ProtocolJson.text(new ReportView(
                new UUID(0, 2),
                report.entity(),
                Digests.sha256(CanonicalJson.write(report)),
                report,
                jws,
                "",
                report.createdAt()));
    }

    private int verify(String content, Path keys) throws IOException {
        return verify(content, List.of("--keys", keys.toString()));
    }

    private int verify(String content) throws IOException {
        return verify(content, List.of());
    }

    private int verify(String content, List<String> more) throws IOException {
        said.getBuffer().setLength(0);
        Path file = Files.writeString(folder.resolve("report"), content);
        Path key = Files.writeString(folder.resolve("key.json"), entity.publicJwk());
        CommandLine command = Verifier.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        List<String> arguments = new ArrayList<>(List.of("report", file.toString(), "--key", key.toString()));
        arguments.addAll(more);
        return command.execute(arguments.toArray(String[]::new));
    }

    private static String resource() {
        try (InputStream in = Objects.requireNonNull(ReportCommandTest.class.getResourceAsStream("report.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
