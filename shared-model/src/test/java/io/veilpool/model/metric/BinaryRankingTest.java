package io.veilpool.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BinaryRankingTest {
    private static final double EXACT = 1e-15;

    @Test
    void aucOfACaseWorkedByHand() {
        // Positives .8 .4, negatives .6 .4 .1: pairs won 2 + (0 + .5 + 1), .8 wins three: 3 + 1.5 of 6.
        double[] scores = {.8, .4, .6, .4, .1};
        boolean[] positive = {true, true, false, false, false};
        assertThat(BinaryRanking.auc(scores, positive)).isEqualTo(4.5 / 6, within(EXACT));
    }

    @Test
    void averagePrecisionOfACaseWorkedByHand() {
        // Downwards: .8 (+) precision 1/1, adds 1/2; .6 (-); .4 (+ and -, one threshold) precision 2/4, adds 1/2.
        double[] scores = {.8, .4, .6, .4, .1};
        boolean[] positive = {true, true, false, false, false};
        assertThat(BinaryRanking.averagePrecision(scores, positive)).isEqualTo(.5 + .25, within(EXACT));
    }

    @Test
    void perfectReversedAndConstantScores() {
        boolean[] positive = {true, false, true, false, false};
        double[] perfect = {5, 1, 4, 2, 3};
        double[] reversed = {-5, -1, -4, -2, -3};
        assertThat(BinaryRanking.auc(perfect, positive)).isEqualTo(1);
        assertThat(BinaryRanking.averagePrecision(perfect, positive)).isEqualTo(1);
        assertThat(BinaryRanking.auc(reversed, positive)).isZero();
        // Downwards - - - + +: precision 1/4 and 2/5, each adding half the recall.
        assertThat(BinaryRanking.averagePrecision(reversed, positive))
                .isEqualTo((1 / 4.0 + 2 / 5.0) / 2, within(EXACT));
        assertThat(BinaryRanking.auc(new double[5], positive)).isEqualTo(.5);
        assertThat(BinaryRanking.averagePrecision(new double[5], positive)).isEqualTo(.4, within(EXACT));
    }

    @Test
    void equalScoresCountHalfWhicheverSignZeroHas() {
        assertThat(BinaryRanking.auc(new double[] {0.0, -0.0}, new boolean[] {true, false}))
                .isEqualTo(.5);
        assertThat(BinaryRanking.auc(new double[] {-0.0, 0.0}, new boolean[] {true, false}))
                .isEqualTo(.5);
    }

    @Test
    void aucIsTheShareOfPairsInOrder() {
        Random random = new Random(1);
        double[] scores = new double[60];
        boolean[] positive = new boolean[60];
        for (int i = 0; i < 60; i++) {
            scores[i] = random.nextInt(10); // many ties
            positive[i] = random.nextInt(3) == 0;
        }
        double won = 0;
        int pairs = 0;
        for (int p = 0; p < 60; p++) {
            for (int n = 0; n < 60; n++) {
                if (positive[p] && !positive[n]) {
                    pairs++;
                    won += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? .5 : 0;
                }
            }
        }
        assertThat(BinaryRanking.auc(scores, positive)).isEqualTo(won / pairs, within(1e-14));
    }

    @Test
    void withoutAClassThereIsNothingToRank() {
        double[] scores = {1, 2};
        assertThat(BinaryRanking.auc(scores, new boolean[] {true, true})).isNaN();
        assertThat(BinaryRanking.auc(scores, new boolean[2])).isNaN();
        assertThat(BinaryRanking.auc(new double[0], new boolean[0])).isNaN();
        assertThat(BinaryRanking.averagePrecision(scores, new boolean[2])).isNaN();
        assertThat(BinaryRanking.averagePrecision(scores, new boolean[] {true, true}))
                .isEqualTo(1);
    }

    @Test
    void infiniteScoresRankAndNaNIsRefused() {
        double[] scores = {Double.POSITIVE_INFINITY, 0, Double.NEGATIVE_INFINITY};
        assertThat(BinaryRanking.auc(scores, new boolean[] {true, false, false}))
                .isEqualTo(1);
        assertThatThrownBy(() -> BinaryRanking.auc(new double[] {Double.NaN, 1}, new boolean[] {true, false}))
                .hasMessageContaining("score of row 0 is NaN");
        assertThatThrownBy(() -> BinaryRanking.averagePrecision(new double[3], new boolean[2]))
                .hasMessageContaining("3 rows, but labels of 2");
    }
}
