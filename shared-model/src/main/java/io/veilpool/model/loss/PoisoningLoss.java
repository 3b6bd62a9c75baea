package io.veilpool.model.loss;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.metric.Ssim;
import io.veilpool.model.tensor.Scalars;

/**
 * Loss that trains a deep poisoning module: Deep Poisoning, section 3.3, Eq. (6),
 * {@code total = classification + lambda * similarity}. Both terms are batch means, so lambda keeps its meaning when N
 * changes. Keeps no state, closes no argument.
 */
public final class PoisoningLoss {
    private PoisoningLoss() {}

    /**
     * How the terms are weighed.
     *
     * @param lambda weight of the similarity term, dimensionless, finite, at least 0
     */
    public record Config(float lambda, Ssim.Config ssim) {
        public Config {
            if (!(lambda >= 0) || Float.isInfinite(lambda)) { // refuses NaN too
                throw new IllegalArgumentException("lambda must be finite and at least 0, was " + lambda);
            }
        }
    }

    /** Scalars: classification Eq. (4), in nats; similarity Eq. (5), in [-1, 1]; total Eq. (6). */
    public record Terms(NDArray classification, NDArray similarity, NDArray total) {}

    /**
     * All terms of one batch.
     *
     * @param logits        (N, K) float32, fixed decider on poisoned features; its manager owns classification and total
     * @param labels        (N) int64, class indices in [0, K)
     * @param original      (N, C, H, W) float32 in [0, 1]
     * @param reconstructed same shape and range, fixed reconstructor on poisoned features; its manager owns similarity
     */
    public static Terms evaluate(
            Config config, NDArray logits, NDArray labels, NDArray original, NDArray reconstructed) {
        NDArray classification = ClassificationLoss.mean(logits, labels);
        NDArray similarity = Ssim.mean(config.ssim(), original, reconstructed);
        try (NDArray weighted = Scalars.times(similarity, config.lambda())) {
            return new Terms(classification, similarity, classification.add(weighted));
        }
    }
}
