package io.veilpool.model.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.tensor.Scalars;

/**
 * Cross-entropy of the softmax: Deep Poisoning, Eq. (4), {@code -mean log softmax(logits)[label]}, in nats, at least 0;
 * {@code ln K} for a guess. Keeps no state, closes no argument.
 */
public final class ClassificationLoss {
    /** How far below the others the logits of classes that do not count are put. */
    private static final float FAR = 1e4f;

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
        NDArray spread = logits.logSoftmax(1).mean().neg();
        return Scalars.times(labelled, 1 - smoothing).add(Scalars.times(spread, smoothing));
    }

    /**
     * The same where a row's class is among some classes only: softmax, target and smoothing leave the others out, so that the row says
     * nothing about them (restricted softmax of FedRS, Li and Zhan, KDD 2021).
     *
     * @param allowed (N, K) float32, 1 for the classes that count in a row, its own among them, and 0 for the others
     * @return scalar
     */
    public static NDArray among(NDArray logits, NDArray labels, NDArray allowed, double smoothing) {
        if (!allowed.getShape().equals(logits.getShape())) {
            throw new IllegalArgumentException(
                    "needs allowed of the logits' shape " + logits.getShape() + ", got " + allowed.getShape());
        }
        NDArray spread = Scalars.times(allowed.div(allowed.sum(new int[] {1}, true)), smoothing);
        NDArray target = Scalars.times(
                        labels.oneHot(Math.toIntExact(logits.getShape().get(1))), 1 - smoothing)
                .add(spread);
        NDArray logProbabilities =
                logits.add(Scalars.times(allowed.sub(1), FAR)).logSoftmax(1);
        return logProbabilities.mul(target).sum(new int[] {1}).mean().neg();
    }
}
