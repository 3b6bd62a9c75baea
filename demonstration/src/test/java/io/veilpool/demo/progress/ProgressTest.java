package io.veilpool.demo.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.veilpool.demo.result.Result.StepSeconds;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
    @TempDir
    private Path folder;

    @Test
    void readsTheLineThatAgentsPrint() {
        ProgressLine line = ProgressLine.parse("[e1] pre-training  step 120/900  loss 1.234  410 images/s  58 s left")
                .orElseThrow();
        assertThat(line)
                .isEqualTo(new ProgressLine("e1", "pre-training", 120, 900, "loss 1.234  410 images/s  58 s left"));
        assertThat(line.share()).isCloseTo(.1333, within(1e-4)); // 120/900
    }

    @Test
    void otherLinesAreNotesOrNothing() {
        assertThat(ProgressLine.parse("[e2] published 10,000 rows")).isEmpty();
        assertThat(ProgressLine.note("[e2] published 10,000 rows")).contains("published 10,000 rows");
        assertThat(ProgressLine.note("2026-11-21 WARN something")).isEmpty();
    }

    @Test
    void addsUpTheSecondsOfAStepOverInterruptions() throws Exception {
        Path file = folder.resolve("steps.tsv");
        Files.writeString(
                file, "e1\tpre-training\t10.50\ne2\ttraining the DPM\t3.00\ne1\tpre-training\t20.25\ne3\ttra");
        assertThat(new StepClock(file).steps())
                .containsExactly(
                        new StepSeconds("pre-training", "e1", 30.8), new StepSeconds("training the DPM", "e2", 3.0));
    }

    @Test
    void aPartysNextStepEndsTheOneBefore() throws Exception {
        StepClock clock = new StepClock(folder.resolve("steps.tsv"));
        clock.enter("e1", "pre-training");
        clock.enter("e1", "pre-training");
        clock.enter("e1", "splitting");
        clock.leave("e1");
        clock.leave("e1");
        assertThat(clock.steps()).extracting(StepSeconds::step).containsExactly("pre-training", "splitting");
    }

    @Test
    void trustsThePlanFirstAndTheClockLater() {
        TimeLeft left = new TimeLeft(Map.of("e1 a", 30.0, "e2 b", 70.0));
        assertThat(left.seconds(1, 100)).isEqualTo(100);
        left.reached("e1 a", 1);
        left.reached("e2 b", .5);
        left.reached("e2 b", .4); // a restarted phase takes nothing back
        left.reached("e9 unknown", 1);
        assertThat(left.share()).isCloseTo(.65, within(1e-9)); // (30 + 35) / 100
        assertThat(left.seconds(130, 100)).isCloseTo(130 * .35 / .65, within(1e-9)); // more than half done: the clock
        left.reached("e2 b", 1);
        assertThat(left.seconds(200, 100)).isZero();
    }

    @Test
    void withoutATerminalAPartyIsPrintedOncePerPhase() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Terminal terminal =
                new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, 80, () -> "0:01")) {
            for (int step = 1; step <= 50; step++) {
                terminal.progress(new ProgressLine("e1", "pre-training", step, 50, "loss 1"));
            }
            terminal.progress(new ProgressLine("e1", "training the DPM", 1, 50, ""));
            terminal.say("done");
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("pre-training")
                                .contains("1/50")
                                .doesNotContain("\u001b"),
                        second -> assertThat(second).contains("training the DPM"),
                        third -> assertThat(third).isEqualTo("[0:01] done"));
    }
}
