package io.veilpool.model.metric;

import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * Scores of decisions among K classes, or of K attributes: means over those that the rows can tell anything about. A row with
 * label -1 is not known and left out.
 */
public final class ClassScores {
    private ClassScores() {}

    /**
     * The class of the greatest score of each row; the first of several that are equal.
     *
     * @param scores (N)(K)
     */
    public static int[] decisions(double[][] scores) {
        return Arrays.stream(scores).mapToInt(ClassScores::greatest).toArray();
    }

    private static int greatest(double[] scores) {
        int greatest = 0;
        for (int c = 1; c < scores.length; c++) {
            greatest = scores[c] > scores[greatest] ? c : greatest;
        }
        return greatest;
    }

    /**
     * Mean over classes of the share of their rows that was right.
     *
     * @param decisions (N) class indices
     * @param labels    (N) class indices, -1 = not known
     * @return 0 to 1, one in the number of classes by chance; NaN without known rows. Classes without rows do not count
     */
    public static double balancedAccuracy(int[] decisions, int[] labels) {
        Rows.requireSame(decisions.length, labels.length);
        int classes = requireLabels(labels, Integer.MAX_VALUE) + 1;
        long[] right = new long[classes];
        long[] all = new long[classes];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= 0) {
                all[labels[i]]++;
                right[labels[i]] += decisions[i] == labels[i] ? 1 : 0;
            }
        }
        return IntStream.range(0, classes)
                .filter(c -> all[c] > 0)
                .mapToDouble(c -> right[c] / (double) all[c])
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Mean over classes of {@link BinaryRanking#auc}, each class against all others; classes that no row or every row has do not count.
     *
     * @param scores (N)(K) greater = more likely of the class; no NaN
     * @param labels (N) class indices in [0, K), -1 = not known
     * @return 0 to 1, .5 by chance; NaN if no class counts
     */
    public static double meanAuc(double[][] scores, int[] labels) {
        return mean(scores, labels, BinaryRanking::auc);
    }

    /**
     * Mean over classes of {@link BinaryRanking#averagePrecision}, each class against all others (mAP); classes without rows do not count.
     * Arguments as for {@link #meanAuc}.
     *
     * @return above 0 to 1; NaN if no class counts
     */
    public static double meanAveragePrecision(double[][] scores, int[] labels) {
        return mean(scores, labels, BinaryRanking::averagePrecision);
    }

    /**
     * Mean over attributes of {@link BinaryRanking#averagePrecision}; attributes without a positive row do not count.
     *
     * @param scores   (A)(N) of each attribute the scores of all rows; no NaN
     * @param positive (A)(N)
     * @return above 0 to 1; NaN if no attribute counts
     */
    public static double meanAveragePrecision(double[][] scores, boolean[][] positive) {
        Rows.requireSame(scores.length, positive.length);
        return IntStream.range(0, scores.length)
                .mapToDouble(a -> BinaryRanking.averagePrecision(scores[a], positive[a]))
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    private static double mean(double[][] scores, int[] labels, ToDoubleBiFunction<double[], boolean[]> score) {
        Rows.requireSame(scores.length, labels.length);
        int classes = scores.length == 0 ? 0 : scores[0].length;
        requireLabels(labels, classes);
        int[] known =
                IntStream.range(0, labels.length).filter(i -> labels[i] >= 0).toArray();
        return IntStream.range(0, classes)
                .mapToDouble(c -> {
                    double[] column = new double[known.length];
                    boolean[] positive = new boolean[known.length];
                    for (int k = 0; k < known.length; k++) {
                        column[k] = scores[known[k]][c];
                        positive[k] = labels[known[k]] == c;
                    }
                    return score.applyAsDouble(column, positive);
                })
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    /** @return the greatest label */
    private static int requireLabels(int[] labels, int classes) {
        int greatest = -1;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < -1 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "label " + labels[i] + " of row " + i + " is not in [-1, " + classes + ")");
            }
            greatest = Math.max(greatest, labels[i]);
        }
        return greatest;
    }
}
