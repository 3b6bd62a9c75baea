package io.veilpool.agent.poisoning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.metric.L1Distance;
import io.veilpool.model.metric.Ssim;
import io.veilpool.model.metric.TopKAccuracy;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Rows and images that a DPM is watched on, not trained on. */
final class ValidationRows {
    private static final int ROWS_AT_ONCE = 125;

    private final OriginalFeatures features;
    private final OriginalFeatures inputs;
    private final LabelledImages images;
    private final Perturbation perturbation;

    /** @param inputs what the DPM gets for each image: its features, or what they are mixed into */
    ValidationRows(
            OriginalFeatures features, OriginalFeatures inputs, LabelledImages images, Perturbation perturbation) {
        if (features.rows() != images.size()) {
            throw new IllegalArgumentException(
                    "needs one row per image, got " + features.rows() + " rows and " + images.size() + " images");
        }
        this.features = features;
        this.inputs = inputs;
        this.images = images;
        this.perturbation = perturbation;
    }

    /**
     * @param dpm  P, frozen
     * @param most rows looked at, from the front
     */
    DpmCheck check(UnaryOperator<NDArray> dpm, Network decider, Network reconstructor, int most) {
        int rows = Math.min(most, features.rows());
        int rightOriginal = 0;
        int rightPoisoned = 0;
        int different = 0;
        double ssim = 0;
        double negative = 0;
        double l1 = 0;
        double change = 0;
        for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
            int[] batch =
                    IntStream.range(from, Math.min(rows, from + ROWS_AT_ONCE)).toArray();
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray z = features.batch(scope, batch);
                NDArray input = inputs.batch(scope, batch);
                NDArray poisoned = dpm.apply(perturbation.of(input, new SplittableRandom(from)));
                NDArray labels = features.labels(scope, batch);
                boolean[] before = TopKAccuracy.perRow(decider.forward(z, false), labels, 1);
                boolean[] after = TopKAccuracy.perRow(decider.forward(poisoned, false), labels, 1);
                for (int i = 0; i < batch.length; i++) {
                    rightOriginal += before[i] ? 1 : 0;
                    rightPoisoned += after[i] ? 1 : 0;
                    different += before[i] == after[i] ? 0 : 1;
                }
                NDArray x = images.batch(scope, batch);
                NDArray seen = reconstructor.forward(poisoned, false);
                ssim += Ssim.perImage(x, seen).sum().getFloat();
                negative += Ssim.perImage(x, seen.neg().add(1)).sum().getFloat();
                l1 += L1Distance.perImage(x, seen).sum().getFloat();
                change += PrivateDpm.relativeChange(z, poisoned).sum().getFloat();
            }
        }
        return new DpmCheck(
                rows,
                100.0 * rightOriginal / rows,
                100.0 * rightPoisoned / rows,
                200 * Math.sqrt(different) / rows,
                ssim / rows,
                negative / rows,
                l1 / rows,
                change / rows);
    }
}
