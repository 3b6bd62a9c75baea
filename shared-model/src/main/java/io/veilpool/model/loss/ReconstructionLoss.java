package io.veilpool.model.loss;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.metric.L1Distance;

/** L1 between images and their reconstructions: Deep Poisoning, Eq. (3), {@code mean |x - x'|}, in [0, 1] for images in [0, 1]. */
public final class ReconstructionLoss {
    private ReconstructionLoss() {}

    /**
     * Mean over images.
     *
     * @param original      (N, C, H, W) float32 in [0, 1]
     * @param reconstructed same shape and type; its manager owns the result
     * @return scalar
     */
    public static NDArray mean(NDArray original, NDArray reconstructed) {
        try (NDArray images = L1Distance.perImage(original, reconstructed)) {
            return images.mean();
        }
    }
}
