package io.veilpool.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.agent.testing.TinyCollaboration;
import io.veilpool.agent.workflow.DataFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EntityAgentTest {
    @TempDir
    Path folder;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private Path settings;

    @BeforeEach
    void listen() throws IOException {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        settings = TinyCollaboration.settings(folder, "e1", nobody(), 1);
    }

    @AfterEach
    void stopListening() {
        System.setOut(out);
        System.setErr(err);
    }

    @Test
    void tellsItsCommandsAndWhatItsExitStatusesMean() {
        assertThat(EntityAgent.execute("--help")).isZero();
        assertThat(printed())
                .contains(
                        "enroll",
                        "doctor",
                        "pretrain",
                        "pull",
                        "test-release",
                        "train-dpm",
                        "measure-leakage",
                        "publish",
                        "refine")
                .contains(
                        "evaluate", "status", "run", "generate-completion", "coordinator or object store unreachable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enroll",
                "doctor",
                "pretrain",
                "pull",
                "test-release",
                "train-dpm",
                "measure-leakage",
                "approve",
                "publish",
                "refine",
                "evaluate",
                "status",
                "run"
            })
    void everyCommandHasHelp(String command) {
        assertThat(EntityAgent.execute(command, "--help")).isZero();
        assertThat(printed()).contains("--settings", "--json", "Exit status:");
    }

    @Test
    void writesACompletionScript() {
        assertThat(EntityAgent.execute("generate-completion")).isZero();
        assertThat(printed()).contains("measure-leakage");
    }

    @Test
    void wrongUsageIsStatusTwo() {
        assertThat(EntityAgent.execute("refine")).isEqualTo(2);
        assertThat(EntityAgent.execute("publsh", "--settings", settings.toString()))
                .isEqualTo(2);
        assertThat(agent("enroll")).isEqualTo(2);
        assertThat(complained()).contains("--invitation-file");
    }

    @Test
    void settingsWithAnUnknownKeyAreStatusTwo() throws Exception {
        Files.writeString(settings, Files.readString(settings) + "sead: 1\n");

        assertThat(agent("status")).isEqualTo(2);
        assertThat(complained()).contains("Did you mean 'seed'?");
    }

    @Test
    void jsonIsAloneOnStandardOutput() throws Exception {
        assertThat(agent("status", "--json")).isZero();

        JsonNode status = JsonMapper.shared().readTree(printed());
        assertThat(status.get("next").asString()).isEqualTo("enroll");
        assertThat(complained()).contains("Not enrolled yet");
    }

    @Test
    void aFailureIsJsonTooWhenAskedFor() throws Exception {
        assertThat(agent("run", "--json")).isEqualTo(2);

        JsonNode failure = JsonMapper.shared().readTree(printed());
        assertThat(failure.get("exitCode").asInt()).isEqualTo(2);
        assertThat(failure.get("message").asString()).contains("not enrolled yet");
    }

    @Test
    void statusTakesNoLockAndMakesNoFolder() throws Exception {
        assertThat(agent("status")).isZero();
        assertThat(folder.resolve("e1-data")).doesNotExist();
        try (DataFolder held = DataFolder.hold(folder.resolve("e1-data"))) {
            assertThat(held.exists()).isTrue();
            assertThat(agent("status")).isZero();
        }
    }

    @Test
    void aSecondAgentOnTheDataFolderIsStatusSix() throws Exception {
        try (DataFolder held = DataFolder.hold(folder.resolve("e1-data"))) {
            assertThat(held.exists()).isTrue();
            assertThat(agent("run")).isEqualTo(6);
        }
        assertThat(complained()).contains("process " + ProcessHandle.current().pid());
    }

    @Test
    void aCoordinatorThatIsAwayIsStatusFiveAndNamesItsAddress() throws Exception {
        Path invitation = Files.writeString(folder.resolve("invitation"), "a code");

        assertThat(agent("enroll", "--invitation-file", invitation.toString())).isEqualTo(5);
        assertThat(complained()).contains("does not answer").contains("http://127.0.0.1:");
    }

    @Test
    void aPassphraseThatIsTooShortIsStatusTwoAndIsNotRepeated() throws Exception {
        Files.writeString(folder.resolve("e1.passphrase"), "tooshort");
        Path invitation = Files.writeString(folder.resolve("invitation"), "a code");

        assertThat(agent("enroll", "--invitation-file", invitation.toString())).isEqualTo(2);
        assertThat(complained()).contains("8 characters").doesNotContain("tooshort");
    }

    @Test
    void theDoctorFindsEverythingThatIsWrongAtOnce() throws Exception {
        assertThat(agent("doctor", "--json")).isEqualTo(2);

        JsonNode findings = JsonMapper.shared().readTree(printed()).get("findings");
        assertThat(wrong(findings)).containsExactly("images", "coordinator");
    }

    @Test
    void aFullDiskGetsARemedy() {
        assertThat(Failures.sentence(new IOException("No space left on device")))
                .startsWith("The disk is full")
                .contains("run the same command again");
    }

    private static List<String> wrong(JsonNode findings) {
        return findings.valueStream()
                .filter(finding -> !finding.get("ok").asBoolean())
                .map(finding -> finding.get("check").asString())
                .toList();
    }

    private int agent(String command, String... more) {
        List<String> line = new java.util.ArrayList<>(List.of(command, "--settings", settings.toString()));
        line.addAll(List.of(more));
        return EntityAgent.execute(line.toArray(String[]::new));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return complained.toString(StandardCharsets.UTF_8);
    }

    /** An address where nobody listens. */
    private static URI nobody() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
    }
}
