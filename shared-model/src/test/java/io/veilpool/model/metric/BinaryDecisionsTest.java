package io.veilpool.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BinaryDecisionsTest {
    private static final double EXACT = 1e-15;

    @Test
    void scoresOfACaseWorkedByHand() {
        // 6 positive rows, 4 of them found; 4 negative rows, 1 of them taken for positive.
        BinaryDecisions decisions = new BinaryDecisions(4, 1, 3, 2);
        assertThat(decisions.rows()).isEqualTo(10);
        assertThat(decisions.accuracy()).isEqualTo(.7);
        assertThat(decisions.balancedAccuracy()).isEqualTo((4 / 6.0 + 3 / 4.0) / 2, within(EXACT));
        // (4 * 3 - 1 * 2) / sqrt(5 * 6 * 4 * 5) = 10 / sqrt(600)
        assertThat(decisions.matthews()).isEqualTo(10 / Math.sqrt(600), within(EXACT));
    }

    @Test
    void countsDecisionsAndScoresAboveAThreshold() {
        boolean[] positive = {true, true, false, false, true};
        assertThat(BinaryDecisions.of(new boolean[] {true, false, true, false, true}, positive))
                .isEqualTo(new BinaryDecisions(2, 1, 1, 1));
        assertThat(BinaryDecisions.of(new double[] {.9, .5, .6, Double.NEGATIVE_INFINITY, .51}, .5, positive))
                .isEqualTo(new BinaryDecisions(2, 1, 1, 1)); // at the threshold is not above it
    }

    @Test
    void rightWrongAndBlindDecisions() {
        assertThat(new BinaryDecisions(3, 0, 7, 0).matthews()).isEqualTo(1, within(EXACT));
        assertThat(new BinaryDecisions(0, 7, 0, 3).matthews()).isEqualTo(-1, within(EXACT));
        BinaryDecisions blind = new BinaryDecisions(3, 7, 0, 0);
        assertThat(blind.matthews()).isZero();
        assertThat(blind.balancedAccuracy()).isEqualTo(.5);
        assertThat(new BinaryDecisions(0, 0, 7, 3).matthews()).isZero();
    }

    @Test
    void withoutAClassThereIsNoBalanceAndNoCorrelation() {
        BinaryDecisions positives = new BinaryDecisions(3, 0, 0, 1);
        assertThat(positives.accuracy()).isEqualTo(.75);
        assertThat(positives.balancedAccuracy()).isNaN();
        assertThat(positives.matthews()).isNaN();
        assertThat(new BinaryDecisions(0, 1, 2, 0).matthews()).isNaN();
        assertThat(new BinaryDecisions(0, 0, 0, 0).accuracy()).isNaN();
    }

    @Test
    void largeCountsDoNotOverflow() {
        long n = 3_000_000_000L;
        assertThat(new BinaryDecisions(n, 0, n, 0).matthews()).isEqualTo(1, within(1e-12)); // four square roots
    }

    @Test
    void refusesWhatCannotBeCounted() {
        assertThatThrownBy(() -> BinaryDecisions.of(new boolean[2], new boolean[3]))
                .hasMessageContaining("2 rows, but labels of 3");
        assertThatThrownBy(() -> BinaryDecisions.of(new double[] {0, Double.NaN}, 0, new boolean[2]))
                .hasMessageContaining("score of row 1 is NaN");
        assertThatThrownBy(() -> new BinaryDecisions(-1, 0, 0, 0)).hasMessageContaining("must be >= 0");
    }
}
