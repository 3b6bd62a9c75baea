package io.veilpool.model.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Cross-entropy of the softmax: Deep Poisoning, Eq. (4), {@code -mean log softmax(logits)[label]}, in nats, at least 0;
 * {@code ln K} for a guess. Keeps no state, closes no argument.
 */
public final class ClassificationLoss {
    private ClassificationLoss() {}

    /**
     * Mean over rows.
     *
     * @param logits (N, K) float32; its manager owns the result
     * @param labels (N) int64, class indices in [0, K)
     * @return scalar
     */
    public static NDArray mean(NDArray logits, NDArray labels) {
        if (logits.getShape().dimension() != 2
                || labels.getShape().dimension() != 1
                || logits.getShape().get(0) != labels.getShape().get(0)) {
            throw new IllegalArgumentException(
                    "needs logits (N, K) and labels (N), got " + logits.getShape() + " and " + labels.getShape());
        }
        try (NDManager scope = logits.getManager().newSubManager(logits.getDevice())) {
            NDArray index = labels.expandDims(1);
            index.attach(scope);
            NDArray logProbabilities = logits.logSoftmax(1);
            logProbabilities.attach(scope);
            NDArray result = logProbabilities.gather(index, 1).mean().neg();
            result.attach(logits.getManager());
            return result;
        }
    }

    /**
     * The same with smoothed labels: {@code (1 - smoothing)} of the target on the label, the rest spread evenly over all classes.
     *
     * @param smoothing in [0, 1); 0 is {@link #mean}
     * @return scalar
     */
    public static NDArray smoothed(NDArray logits, NDArray labels, double smoothing) {
        NDArray labelled = mean(logits, labels);
        if (smoothing == 0) {
            return labelled;
        }
        float share = (float) smoothing; // a double would make the loss float64
        NDArray spread = logits.logSoftmax(1).mean().neg();
        return labelled.mul(1 - share).add(spread.mul(share));
    }
}
