package io.veilpool.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassScoresTest {
    private static final double EXACT = 1e-15;

    @Test
    void balancedAccuracyIsTheMeanOverClassesThatHaveRows() {
        int[] labels = {0, 0, 0, 0, 2, 2, -1};
        int[] decisions = {0, 0, 0, 1, 2, 0, 2};
        // Class 0: 3 of 4; class 1: no row; class 2: 1 of 2; the last row is not known.
        assertThat(ClassScores.balancedAccuracy(decisions, labels)).isEqualTo((.75 + .5) / 2, within(EXACT));
        assertThat(ClassScores.balancedAccuracy(new int[2], new int[] {-1, -1})).isNaN();
    }

    @Test
    void meansOverClassesWorkedByHand() {
        double[][] scores = {{.7, .2, .1}, {.3, .6, .1}, {.5, .4, .1}, {.9, .9, .9}};
        int[] labels = {0, 1, 1, -1};
        // Class 0: .7 against .3, .5: auc 1, precision 1. Class 1: .6, .4 against .2: 1 and 1. Class 2 has no row.
        assertThat(ClassScores.meanAuc(scores, labels)).isEqualTo(1);
        assertThat(ClassScores.meanAveragePrecision(scores, labels)).isEqualTo(1);
        int[] others = {1, 0, 1, -1};
        // Class 0: .3 against .7, .5: auc 0, precision 1/3. Class 1: .2, .4 against .6: auc 0, (1/2 + 2/3) / 2.
        assertThat(ClassScores.meanAuc(scores, others)).isZero();
        assertThat(ClassScores.meanAveragePrecision(scores, others))
                .isEqualTo((1 / 3.0 + (1 / 2.0 + 2 / 3.0) / 2) / 2, within(EXACT));
    }

    @Test
    void meanOverAttributesLeavesOutThoseNobodyHas() {
        double[][] scores = {{3, 2, 1}, {3, 2, 1}, {3, 2, 1}};
        boolean[][] positive = {{true, false, false}, {false, true, false}, {false, false, false}};
        assertThat(ClassScores.meanAveragePrecision(scores, positive)).isEqualTo((1 + .5) / 2, within(EXACT));
        assertThat(ClassScores.meanAveragePrecision(new double[0][], new boolean[0][]))
                .isNaN();
    }

    @Test
    void refusesLabelsThatAreNoClasses() {
        assertThatThrownBy(() -> ClassScores.meanAuc(new double[][] {{1, 2}}, new int[] {2}))
                .hasMessageContaining("label 2 of row 0 is not in [-1, 2)");
        assertThatThrownBy(() -> ClassScores.balancedAccuracy(new int[1], new int[] {-2}))
                .hasMessageContaining("label -2");
    }
}
