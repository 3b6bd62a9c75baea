package io.veilpool.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemonstrationTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int execute(String... arguments) {
        CommandLine command = Demonstration.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    @Test
    void namesAnUnknownOption() {
        assertThat(execute("--fast")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--fast'");
    }

    @Test
    void namesTheWorldsThereAre() {
        assertThat(execute("--world", "flat")).isEqualTo(2);
        assertThat(err.toString()).contains("--world").contains("flat").containsIgnoringCase("equal");
    }

    @Test
    void namesTheMethodsThereAre() {
        assertThat(execute("--method", "homomorphic-hope")).isEqualTo(2);
        assertThat(err.toString())
                .contains("homomorphic-hope", "deep-poisoning", "adversarial-representation", "hybrid-embedding");
    }

    @Test
    void refusesAProfileThatItsMethodHasNot() {
        assertThat(execute("--method", "adversarial-representation", "--profile", "strict"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--profile is of deep-poisoning");
    }

    @Test
    void refusesASeedThatIsNoNumber() {
        assertThat(execute("--seed", "x")).isEqualTo(2);
        assertThat(err.toString()).contains("--seed").contains("'x' is not a long");
    }

    @Test
    void refusesImagesThatAreNotThere() {
        assertThat(execute("--data", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("does not exist").contains("CLASS/IMAGE");
    }

    @Test
    void refusesAFileAsOutputFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(execute("--out", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is a file. Give a folder.");
    }

    @Test
    void explainsEveryOption() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--data",
                        "--main",
                        "--sensitive",
                        "--group",
                        "--world",
                        "--out",
                        "--method",
                        "--quick",
                        "--seed",
                        "--keep",
                        "--help",
                        "Exit status");
    }
}
