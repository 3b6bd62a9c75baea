package io.veilpool.model.metric;

/** What scores of rows ask of their arguments. */
final class Rows {
    private Rows() {}

    static void requireSame(int scores, int rows) {
        if (scores != rows) {
            throw new IllegalArgumentException("scores or decisions of " + scores + " rows, but labels of " + rows);
        }
    }

    static void requireNumbers(double[] scores) {
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException(
                        "score of row " + i + " is NaN, so nothing can be ranked; a network that diverged gives such");
            }
        }
    }
}
