package io.veilpool.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.experiments.bench.Speed;
import io.veilpool.experiments.experiment.Comparison;
import io.veilpool.experiments.page.Page;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.run.RunRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench at smoke size; its figures say nothing about speed. */
class BenchCommandTest {
    /** Percent: what is faster than the matrix product was counted wrongly. The rest is for small products, which are slow. */
    private static final double MOST = 150;

    @TempDir
    static Path folder;

    private static Said said;

    @BeforeAll
    static void measureOnce() {
        said = Said.of("bench", "--smoke", "--rounds", "2", "--threads", "1", "--out", folder.toString());
    }

    @Test
    void reachesAShareOfTheMatrixProductWithEveryPieceOfWork() throws Exception {
        assertThat(said.err()).isEmpty();
        assertThat(said.status()).isZero();
        assertThat(record().figures().entrySet().stream()
                        .filter(figure -> figure.getKey().endsWith("percent of sgemm")))
                .hasSize(7)
                .allSatisfy(share -> assertThat(share.getValue()).isPositive().isLessThanOrEqualTo(MOST));
    }

    @Test
    void sendsFewerBytesInNarrowerTypes() throws Exception {
        RunRecord record = record();

        assertThat(record.figure("I8 bytes per image")).isLessThan(record.figure("F16 bytes per image"));
        assertThat(record.figure("F16 bytes per image")).isLessThan(record.figure("float32 bytes per image"));
    }

    @Test
    void leavesNoArraysInTheEngine() throws Exception {
        assertThat(record().figure("arrays more in the engine")).isZero();
    }

    @Test
    void showsFiguresOnTheTerminalAndOnThePage() throws Exception {
        String page = new Page(List.of(record())).text();

        assertThat(said.out()).contains("featurize and poison", "over reading", "shard of I8", "peak MiB");
        assertThat(page).contains("## Speed and size of the steps", "`bin/experiments bench --rounds 2");
        for (Comparison row : new Speed().rows()) {
            assertThat(page).contains("| " + row.label() + " | ");
        }
    }

    @Test
    void isNotOnThePageBeforeItRan() {
        assertThat(new Page(List.of()).text()).doesNotContain("Speed and size");
    }

    @Test
    void leavesNoImagesBehind() {
        assertThat(folder.resolve("bench")).doesNotExist();
    }

    @Test
    void refusesNoRounds() {
        Said refused = Said.of("bench", "--smoke", "--rounds", "0", "--out", folder.toString());

        assertThat(refused.status()).isEqualTo(2);
    }

    private static RunRecord record() throws Exception {
        return RunFile.read(folder.resolve(RunFile.NAME)).getLast();
    }
}
