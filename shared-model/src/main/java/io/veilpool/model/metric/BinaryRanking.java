package io.veilpool.model.metric;

import java.util.Arrays;
import java.util.Comparator;

/** How well scores set positive rows above negative ones, whatever the threshold. */
public final class BinaryRanking {
    private BinaryRanking() {}

    /**
     * Area under the receiver operating characteristic: the chance that a positive row has a greater score than a negative
     * one, equal scores counting half. From ranks, ties having their mean rank (Hanley and McNeil, Radiology 143, 1982).
     *
     * @param scores   (N) greater = more likely positive; no NaN
     * @param positive (N)
     * @return 0 to 1, .5 by chance; NaN if a class has no rows
     */
    public static double auc(double[] scores, boolean[] positive) {
        Integer[] order = order(scores, positive);
        double ranks = 0;
        long positives = 0;
        for (int from = 0; from < order.length; ) {
            int to = endOfTie(scores, order, from);
            double meanRank = (from + 1 + to) / 2.0; // ranks from + 1 to to
            for (int k = from; k < to; k++) {
                if (positive[order[k]]) {
                    ranks += meanRank;
                    positives++;
                }
            }
            from = to;
        }
        long negatives = order.length - positives;
        return (ranks - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
    }

    /**
     * Average precision: the sum over thresholds, from the greatest score down, of the precision at each times the recall that it adds;
     * equal scores are one threshold. Nothing is interpolated.
     *
     * @param scores   (N) greater = more likely positive; no NaN
     * @param positive (N)
     * @return above 0 to 1, about the share of positive rows by chance; NaN without positive rows
     */
    public static double averagePrecision(double[] scores, boolean[] positive) {
        Integer[] order = order(scores, positive);
        double sum = 0;
        long found = 0;
        int to = order.length;
        while (to > 0) {
            int from = startOfTie(scores, order, to);
            long before = found;
            for (int k = from; k < to; k++) {
                found += positive[order[k]] ? 1 : 0;
            }
            sum += (found - before) * (found / (double) (order.length - from));
            to = from;
        }
        return sum / found;
    }

    /** Positions by ascending score. */
    private static Integer[] order(double[] scores, boolean[] positive) {
        Rows.requireSame(scores.length, positive.length);
        Rows.requireNumbers(scores);
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        return order;
    }

    private static int endOfTie(double[] scores, Integer[] order, int from) {
        int to = from + 1;
        while (to < order.length && scores[order[to]] == scores[order[from]]) {
            to++;
        }
        return to;
    }

    private static int startOfTie(double[] scores, Integer[] order, int to) {
        int from = to - 1;
        while (from > 0 && scores[order[from - 1]] == scores[order[to - 1]]) {
            from--;
        }
        return from;
    }
}
