package io.veilpool.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
    private static final RunRecord ONE = TestRecords.of("table1", "narrow-paper", 1, Map.of("top-1", 61.25, "L1", 0.1));
    private static final RunRecord TWO = TestRecords.of("table1", "narrow-paper", 2, Map.of("top-1", 60.0));

    @TempDir
    Path folder;

    @Test
    void givesBackWhatWasAppended() throws Exception {
        write(ONE, TWO);

        try (RunFile runs = RunFile.open(folder)) {
            assertThat(runs.records()).containsExactly(ONE, TWO);
            assertThat(runs.torn()).isFalse();
            assertThat(runs.has(ONE.key(), "settings")).isTrue();
            assertThat(runs.has(ONE.key(), "other settings")).isFalse();
        }
    }

    @Test
    void cutsOffTheLineThatAKillLeftBehindAndGoesOn() throws Exception {
        write(ONE, TWO);
        String whole = Files.readString(file());
        for (int cut = whole.indexOf('\n') + 2; cut < whole.length(); cut += 97) {
            Files.writeString(file(), whole.substring(0, cut));
            try (RunFile runs = RunFile.open(folder)) {
                assertThat(runs.torn()).isTrue();
                assertThat(runs.records()).containsExactly(ONE);
                runs.append(TWO);
            }
            assertThat(Files.readString(file())).isEqualTo(whole);
        }
    }

    @Test
    void refusesALineThatWasEditedByHand() throws Exception {
        write(ONE, TWO);
        Files.writeString(file(), Files.readString(file()).replace("61.25", "71.25"));

        assertThatThrownBy(() -> RunFile.open(folder))
                .isInstanceOf(RefusedResultsException.class)
                .hasMessageContainingAll("line 1 of runs.jsonl", "seed 1", "was changed", "Remove the line");
        assertThatThrownBy(() -> RunFile.read(file())).isInstanceOf(RefusedResultsException.class);
    }

    @Test
    void refusesAFileOfAnotherVersion() throws Exception {
        write(ONE);
        Files.writeString(
                file(), Files.readString(file()).replace("{\"format\":1,", "{\"format\":2,\"anything\":true,"));

        assertThatThrownBy(() -> RunFile.open(folder))
                .isInstanceOf(RefusedResultsException.class)
                .hasMessageContainingAll("format 2", "reads format 1", "--out");
    }

    @Test
    void refusesWhatIsNoRun() throws Exception {
        Files.writeString(file(), "hello\n");

        assertThatThrownBy(() -> RunFile.open(folder))
                .isInstanceOf(RefusedResultsException.class)
                .hasMessageContainingAll("line 1", "remove the line");
    }

    @Test
    void isHeldByOneProcessAtATime() throws Exception {
        try (RunFile held = RunFile.open(folder)) {
            assertThat(held.records()).isEmpty();
            assertThatThrownBy(() -> RunFile.open(folder))
                    .isInstanceOf(RefusedResultsException.class)
                    .hasMessageContaining("another process");
        }
        RunFile.open(folder).close();
    }

    @Test
    void takesNoFigureThatIsNone() {
        assertThatThrownBy(() -> TestRecords.of("table1", "narrow-paper", 1, Map.of("top-1", Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("top-1");
    }

    private void write(RunRecord... records) throws IOException, RefusedResultsException {
        try (RunFile runs = RunFile.open(folder)) {
            for (RunRecord record : records) {
                runs.append(record);
            }
        }
    }

    private Path file() {
        return folder.resolve(RunFile.NAME);
    }
}
