package io.veilpool.model.metric;

/**
 * Counts of right and wrong decisions between a positive and a negative class, and the scores that follow from them.
 *
 * @param truePositives  positive rows that were taken for positive, >= 0; the others alike
 */
public record BinaryDecisions(long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {
    public BinaryDecisions {
        if (truePositives < 0 || falsePositives < 0 || trueNegatives < 0 || falseNegatives < 0) {
            throw new IllegalArgumentException("counts must be >= 0, were %d, %d, %d, %d"
                    .formatted(truePositives, falsePositives, trueNegatives, falseNegatives));
        }
    }

    /**
     * @param decisions (N) whether each row was taken for positive
     * @param positive  (N) whether it is
     */
    public static BinaryDecisions of(boolean[] decisions, boolean[] positive) {
        Rows.requireSame(decisions.length, positive.length);
        long[] counts = new long[4];
        for (int i = 0; i < decisions.length; i++) {
            counts[(decisions[i] ? 0 : 2) + (decisions[i] == positive[i] ? 0 : 1)]++;
        }
        return new BinaryDecisions(counts[0], counts[1], counts[2], counts[3]);
    }

    /**
     * Takes a row for positive where its score is above the threshold.
     *
     * @param scores (N) greater = more likely positive; no NaN
     */
    public static BinaryDecisions of(double[] scores, double threshold, boolean[] positive) {
        Rows.requireNumbers(scores);
        boolean[] decisions = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            decisions[i] = scores[i] > threshold;
        }
        return of(decisions, positive);
    }

    /** Number of rows. */
    public long rows() {
        return truePositives + falsePositives + trueNegatives + falseNegatives;
    }

    /** Share of right decisions, 0 to 1; NaN without rows. */
    public double accuracy() {
        return (truePositives + trueNegatives) / (double) rows();
    }

    /** Mean of the shares that were right among positive and among negative rows, 0 to 1, .5 by chance; NaN if a class has no rows. */
    public double balancedAccuracy() {
        double ofPositives = truePositives / (double) (truePositives + falseNegatives);
        double ofNegatives = trueNegatives / (double) (trueNegatives + falsePositives);
        return (ofPositives + ofNegatives) / 2;
    }

    /**
     * Correlation of decisions and classes, -1 to 1, 0 by chance (Matthews, Biochimica et Biophysica Acta 405, 1975): {@code (TP TN - FP FN) /
     * sqrt((TP + FP)(TP + FN)(TN + FP)(TN + FN))}. If all rows were decided alike it is 0, the limit that is usual then; NaN if a class
     * has no rows.
     */
    public double matthews() {
        double positives = truePositives + falseNegatives;
        double negatives = trueNegatives + falsePositives;
        if (positives == 0 || negatives == 0) {
            return Double.NaN;
        }
        double decided = truePositives + falsePositives;
        double left = trueNegatives + falseNegatives;
        double product = (double) truePositives * trueNegatives - (double) falsePositives * falseNegatives;
        return decided == 0 || left == 0
                ? 0
                : product / (Math.sqrt(decided) * Math.sqrt(positives) * Math.sqrt(negatives) * Math.sqrt(left));
    }
}
