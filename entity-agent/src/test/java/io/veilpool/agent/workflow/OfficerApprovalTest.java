package io.veilpool.agent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.agent.cli.EntityAgent;
import io.veilpool.agent.identity.Enrolment;
import io.veilpool.agent.identity.OfficerKey;
import io.veilpool.agent.settings.SettingsFile;
import io.veilpool.agent.testing.RealCoordinator;
import io.veilpool.agent.testing.TinyCollaboration;
import io.veilpool.agent.vault.SealedSecret;
import io.veilpool.agent.vault.VaultKey;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.Jws;
import io.veilpool.model.signing.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * An agent whose charter asks for the release by a second person, its officer and a real coordinator. The tests stand on one another and
 * run in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OfficerApprovalTest {
    @TempDir
    static Path folder;

    private static RealCoordinator coordinator;
    private static UUID collaboration;
    private static SigningKey officer = SigningKey.generate();

    @BeforeAll
    static void start() throws Exception {
        coordinator = RealCoordinator.start(folder);
        Oversight asking = new Oversight(
                true, 0, Oversight.MOST_HOURS, Oversight.MOST_HOURS, Integer.MAX_VALUE, Integer.MAX_VALUE);
        collaboration = coordinator.open("released", TinyCollaboration.charter(100, asking));
        TinyCollaboration.images(folder.resolve("e1-images"), 16, 1);
        Path settings = TinyCollaboration.settings(folder, "e1", coordinator.address(), 1);
        Files.writeString(settings, Files.readString(settings).replace("attacks: SMOKE", "attacks: NONE"));
        Path invitation = Files.writeString(folder.resolve("invitation"), coordinator.invite(collaboration, "e1"));
        assertThat(agent("enroll", "--invitation-file", invitation.toString())).isZero();
        assertThat(agent("pretrain")).isZero();
        coordinator.move(collaboration, CollaborationState.SHARING);
        for (String step : List.of("pull", "test-release", "train-dpm", "measure-leakage")) {
            assertThat(agent(step)).as(step).isZero();
        }
        Files.writeString(folder.resolve("dpo.passphrase"), "the officer's own passphrase");
    }

    @AfterAll
    static void stop() throws Exception {
        if (coordinator != null) {
            coordinator.close();
        }
    }

    @Test
    @Order(1)
    void makesTheOfficersKeyWhereverTheOfficerWants() throws Exception {
        Said made = said("officer-key", "--as", "dpo", "--key", key().toString(), "--passphrase-file", passphrase());
        assertThat(made.status()).isZero();
        officer = OfficerKey.open(key(), "dpo", new VaultKey.PassphraseFile(Path.of(passphrase())));
        assertThat(made.text())
                .contains(officer.thumbprint(), officer.publicJwk())
                .doesNotContain("\"d\":");
        assertThat(said("officer-key", "--as", "dpo", "--key", key().toString(), "--passphrase-file", passphrase())
                        .text())
                .contains("no key is overwritten");
        assertThat(agent("approve", "--as", "dpo", "--key", key().toString()))
                .as("nobody can type a passphrase here")
                .isEqualTo(2);
    }

    @Test
    @Order(2)
    void preparesAndSendsNothingUntilSomebodyApproves() throws Exception {
        assertThat(approve("dpo").text()).as("nothing is prepared").contains("do not say who runs this agent");
        operator("alice");
        assertThat(approve("dpo").text()).contains("Nothing is prepared that could be released");
        Said waiting = said("publish", "--settings", settings().toString());
        assertThat(waiting.status()).isEqualTo(4);
        assertThat(waiting.text()).contains("Not yet: 36 rows are prepared, nothing was sent", "entity-agent approve");
        assertNothingWasSent();
        String prepared = Files.readString(publication("prepared.jws"));
        assertThat(agent("publish")).isEqualTo(4);
        assertThat(publication("prepared.jws")).hasContent(prepared);
    }

    @Test
    @Order(3)
    void refusesWhoIsNoSecondPersonAndKeysThatDoNotOpen() throws Exception {
        operator("DPO");
        Said same = approve("dpo");
        assertThat(same.status()).isEqualTo(3);
        assertThat(same.text()).contains("dpo runs this agent");
        operator("alice");

        Path own = folder.resolve("own.key");
        sealOwnKey(own);
        Said ownKey = said(
                "approve",
                "--settings",
                settings().toString(),
                "--as",
                "mallory",
                "--key",
                own.toString(),
                "--passphrase-file",
                passphrase());
        assertThat(ownKey.status()).isEqualTo(3);
        assertThat(ownKey.text()).contains("the agent's own");

        Path wrong = Files.writeString(folder.resolve("wrong"), "some other passphrase");
        Said notOpened = said(
                "approve",
                "--settings",
                settings().toString(),
                "--as",
                "dpo",
                "--key",
                key().toString(),
                "--passphrase-file",
                wrong.toString());
        assertThat(notOpened.status()).isEqualTo(2);
        assertThat(notOpened.text()).contains("does not open").doesNotContain("\tat ", "Exception", "passphrase of");
        Path garbage = Files.writeString(folder.resolve("garbage"), "garbage");
        assertThat(said(
                                "approve",
                                "--settings",
                                settings().toString(),
                                "--as",
                                "dpo",
                                "--key",
                                garbage.toString(),
                                "--passphrase-file",
                                passphrase())
                        .status())
                .isEqualTo(2);
        Path inside = Files.copy(key(), folder.resolve("e1-data/dpo.key"));
        assertThat(agent("approve", "--as", "dpo", "--key", inside.toString(), "--passphrase-file", passphrase()))
                .as("a key where the operator has it")
                .isEqualTo(2);
        Files.delete(inside);
        assertThat(publication("approval.jws")).as("nothing half done").doesNotExist();
        assertNothingWasSent();
    }

    @Test
    @Order(4)
    void refusesToReleaseWhatWasChangedSinceOrWhatItsReportDoesNotAdmit() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("e1-data/publication"))) {
            Path shard = files.filter(file -> file.toString().endsWith(".safetensors"))
                    .findFirst()
                    .orElseThrow();
            byte[] whole = Files.readAllBytes(shard);
            byte[] changed = whole.clone();
            changed[changed.length - 1] ^= 1;
            Files.write(shard, changed);
            assertThat(approve("dpo").text()).contains("not on the disk as it was prepared");
            Files.write(shard, whole);
        }
        Path report = folder.resolve("e1-data/reports/leakage-1.json");
        String passing = Files.readString(report);
        Files.writeString(report, passing.replaceFirst("\"verdict\":\"PASS\"", "\"verdict\":\"FAIL\""));
        assertThat(approve("dpo").status()).isEqualTo(3);
        assertThat(agent("publish")).isEqualTo(3);
        Files.writeString(report, passing.replaceFirst("\"dpmCommitment\":\"..", "\"dpmCommitment\":\"00"));
        assertThat(approve("dpo").text()).contains("is about another DPM");
        Files.writeString(report, passing);
        assertThat(publication("approval.jws")).doesNotExist();
    }

    @Test
    @Order(5)
    void waitsForAnOfficerWhomTheCoordinatorKnows() throws Exception {
        Said approved = approve("dpo");
        assertThat(approved.status()).isZero();
        assertThat(approved.text())
                .contains(
                        "Would leave: 36 rows of F16",
                        "12 rows of blue",
                        "PASS",
                        officer.thumbprint(),
                        "Nothing was sent");
        assertNothingWasSent();
        Said unknown = said("publish", "--settings", settings().toString());
        assertThat(unknown.status()).isEqualTo(4);
        assertThat(unknown.text()).contains("no officer of e1 has the key with fingerprint " + officer.thumbprint());
        assertNothingWasSent();

        UUID entity =
                Enrolment.read(folder.resolve("e1-data/identity")).orElseThrow().entityId();
        UUID registered = coordinator.registerOfficer(collaboration, entity, "dpo", officer.publicJwk());
        String good = Files.readString(publication("approval.jws"));
        Approval other = new Approval(
                1,
                collaboration,
                "e1",
                "0".repeat(64),
                "0".repeat(64),
                "dpo",
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        Files.writeString(
                publication("approval.jws"), officer.sign(CanonicalJson.write(other), SignatureType.APPROVAL));
        assertThat(said("publish", "--settings", settings().toString()).text())
                .as("of another contribution")
                .contains("its manifestDigest is");
        Files.writeString(publication("approval.jws"), good.replace('.', ' '));
        assertThat(agent("publish")).isEqualTo(4);
        coordinator.revokeOfficer(collaboration, entity, registered);
        Files.writeString(publication("approval.jws"), good);
        assertThat(agent("publish")).as("revoked").isEqualTo(4);
        assertNothingWasSent();
    }

    @Test
    @Order(6)
    void anotherDpmNeedsAnotherRelease() throws Exception {
        assertThat(agent("train-dpm", "--again")).as("nothing has left yet").isZero();
        for (String forgotten : List.of("prepared.jws", "approval.jws")) {
            assertThat(publication(forgotten)).doesNotExist();
        }
        assertThat(agent("measure-leakage")).isZero();
    }

    /** The officer approves while the agent, which waits for it, holds the data folder. */
    @Test
    @Order(7)
    void goesOnOnceAnOfficerHasApprovedAndSendsJustThat() throws Exception {
        Files.delete(key());
        assertThat(EntityAgent.execute(
                        "officer-key", "--as", "dpo", "--key", key().toString(), "--passphrase-file", passphrase()))
                .isZero();
        officer = OfficerKey.open(key(), "dpo", new VaultKey.PassphraseFile(Path.of(passphrase())));
        UUID entity =
                Enrolment.read(folder.resolve("e1-data/identity")).orElseThrow().entityId();
        coordinator.registerOfficer(collaboration, entity, "dpo", officer.publicJwk());
        CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> agent("run"));
        await(running, () -> Files.exists(publication("prepared.jws")));
        String prepared = Files.readString(publication("prepared.jws"));
        assertThat(agent("approve", "--as", "dpo", "--key", key().toString(), "--passphrase-file", passphrase()))
                .isZero();
        await(running, () -> contributions("?state=ACCEPTED").get("total").asInt() == 1);

        JsonNode accepted = contributions("").get("items").get(0);
        String digest = Digests.sha256(Jws.payloadUnverified(prepared));
        assertThat(Digests.sha256(
                        Jws.payloadUnverified(accepted.get("manifestJws").asString())))
                .isEqualTo(digest);
        assertThat(new String(
                        Jws.verify(
                                accepted.get("approvals").get(0).asString(),
                                officer.publicJwk(),
                                SignatureType.APPROVAL),
                        StandardCharsets.UTF_8))
                .contains(digest, "\"officer\":\"dpo\"");
        coordinator.move(collaboration, CollaborationState.CLOSED);
        assertThat(running.get(60, TimeUnit.SECONDS)).as("nobody else shares").isEqualTo(2);
        assertThat(approve("dpo").text()).contains("Nothing is prepared");
    }

    @Test
    @Order(8)
    void leavesWhatAnOutsiderCanCheck() throws Exception {
        Path bundle = coordinator.evidence(collaboration, folder.resolve("evidence.zip"));
        Said evidence = verify(bundle.toString());
        assertThat(evidence.status()).as(evidence.text()).isZero();
        assertThat(evidence.text())
                .contains("Officer dpo of e1 has the key with fingerprint " + officer.thumbprint())
                .contains("Officer dpo of e1 (revoked) has");

        SigningKey entity = ownKey();
        Said approval = verify(
                "approval",
                publication("approval.jws").toString(),
                "--contribution",
                publication("contribution.jws").toString(),
                "--officer",
                Files.writeString(folder.resolve("officer.jwk"), officer.publicJwk())
                        .toString(),
                "--key",
                Files.writeString(folder.resolve("entity.jwk"), entity.publicJwk())
                        .toString());
        assertThat(approval.status()).as(approval.text()).isZero();
        assertThat(approval.text()).contains("dpo released on", "36 rows of e1 (DPM 2");
    }

    private static Said verify(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.veilpool.verify.Verifier"));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(CompletableFuture<Integer> running, Condition condition) throws Exception {
        while (!condition.holds()) {
            assertThat(running).isNotDone();
            Thread.sleep(200);
        }
    }

    private static void assertNothingWasSent() throws Exception {
        assertThat(coordinator
                        .list(collaboration, "leakage-reports")
                        .get("total")
                        .asInt())
                .isZero();
        assertThat(contributions("").get("total").asInt()).isZero();
        assertThat(publication("contribution.jws")).doesNotExist();
    }

    private static JsonNode contributions(String query) throws Exception {
        return coordinator.list(collaboration, "contributions" + query);
    }

    private static void operator(String name) throws IOException {
        String without = Files.readString(settings()).replaceAll("(?m)^operator: .*\n", "");
        Files.writeString(settings(), without + "operator: " + name + "\n");
    }

    /** What no command does: the agent's key in an officer's file. */
    private static void sealOwnKey(Path file) throws Exception {
        SealedSecret sealed = SealedSecret.seal(
                ownKey().privateJwk().getBytes(StandardCharsets.UTF_8),
                "the key of officer mallory",
                new VaultKey.PassphraseFile(Path.of(passphrase())));
        Files.writeString(
                file,
                "{\"formatVersion\":1,\"officer\":\"mallory\",\"key\":{\"iterations\":%d,\"salt\":\"%s\",\"sealed\":\"%s\"}}"
                        .formatted(sealed.iterations(), sealed.salt(), sealed.sealed()));
    }

    private static SigningKey ownKey() throws Exception {
        try (DataFolder data = DataFolder.look(folder.resolve("e1-data"));
                Workbench bench = new Workbench(
                        SettingsFile.read(settings()),
                        data,
                        new Console(new PrintStream(System.out, false, StandardCharsets.UTF_8), "e1"),
                        Clock.systemUTC())) {
            return bench.key();
        }
    }

    private static Path settings() {
        return folder.resolve("e1.yaml");
    }

    private static Path key() {
        return folder.resolve("dpo.key");
    }

    private static String passphrase() {
        return folder.resolve("dpo.passphrase").toString();
    }

    private static Path publication(String name) {
        return folder.resolve("e1-data/publication").resolve(name);
    }

    private static Said approve(String name) {
        return said(
                "approve",
                "--settings",
                settings().toString(),
                "--as",
                name,
                "--key",
                key().toString(),
                "--passphrase-file",
                passphrase());
    }

    private record Said(int status, String text) {}

    private static synchronized Said said(String... line) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            return new Said(EntityAgent.execute(line), printed.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static int agent(String command, String... more) {
        List<String> line =
                new ArrayList<>(List.of(command, "--settings", settings().toString()));
        line.addAll(List.of(more));
        return EntityAgent.execute(line.toArray(String[]::new));
    }
}
