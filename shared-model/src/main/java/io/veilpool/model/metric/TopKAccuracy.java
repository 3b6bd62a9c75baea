package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;

/**
 * How many rows have their class among the k greatest logits. Equal logits rank by class index, so a network that answers
 * the same for every class is right at chance level only; a NaN logit outranks every number and is never right.
 */
public final class TopKAccuracy {
    private TopKAccuracy() {}

    /**
     * Counts right rows.
     *
     * @param logits (N, K) float32
     * @param labels (N) int64, class indices in [0, K)
     * @param k      at least 1; from K on every row counts as right
     * @return number of right rows, 0 to N
     */
    public static long correct(NDArray logits, NDArray labels, int k) {
        long correct = 0;
        for (boolean right : perRow(logits, labels, k)) {
            correct += right ? 1 : 0;
        }
        return correct;
    }

    /** Whether each row is right, for paired comparisons; arguments as for {@link #correct}. */
    public static boolean[] perRow(NDArray logits, NDArray labels, int k) {
        if (logits.getShape().dimension() != 2
                || labels.getShape().dimension() != 1
                || logits.getShape().get(0) != labels.getShape().get(0)) {
            throw new IllegalArgumentException(
                    "needs logits (N, K) and labels (N), got " + logits.getShape() + " and " + labels.getShape());
        }
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, was " + k);
        }
        int classes = Math.toIntExact(logits.getShape().get(1));
        float[] values = logits.toFloatArray();
        long[] classOfRow = labels.toLongArray();
        boolean[] right = new boolean[classOfRow.length];
        for (int row = 0; row < classOfRow.length; row++) {
            long label = classOfRow[row];
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(
                        "label " + label + " of row " + row + " is not in [0, " + classes + ")");
            }
            right[row] = k >= classes || ranksWithin(values, row * classes, classes, (int) label, k);
        }
        return right;
    }

    private static boolean ranksWithin(float[] values, int start, int classes, int label, int k) {
        float own = values[start + label];
        if (Float.isNaN(own)) {
            return false;
        }
        int before = 0;
        for (int other = 0; other < classes; other++) {
            float value = values[start + other];
            if (Float.isNaN(value) || value > own || (value == own && other < label)) {
                before++;
            }
        }
        return before < k;
    }
}
