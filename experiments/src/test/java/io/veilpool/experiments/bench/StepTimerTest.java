package io.veilpool.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StepTimerTest {
    private static final double ROUNDING = 1e-12;

    @Test
    void addsUpTheTimesBetweenReports() {
        StepTimer timer = StepTimer.sinceLastReport("training");

        timer.report("training", 3, 5, 0, 10);
        timer.report("something else", 4, 5, 0, 1_000);
        timer.report("training", 5, 5, 0, 5);

        // 3 steps at 10 and 2 at 5: 5 in 0.7 seconds.
        assertThat(timer.imagesPerSecond()).isEqualTo(5 / 0.7, within(ROUNDING));
    }

    @Test
    void takesTheLastReportWhereEachIsSinceTheBeginning() {
        StepTimer timer = StepTimer.sinceBeginning("training");

        timer.report("training", 3, 5, 0, 10);
        timer.report("training", 5, 5, 0, 8);

        assertThat(timer.imagesPerSecond()).isEqualTo(8, within(ROUNDING));
    }

    @Test
    void hasNoRateWithoutSteps() {
        assertThatThrownBy(StepTimer.sinceBeginning("training")::imagesPerSecond)
                .hasMessageContaining("no step of training");
    }
}
