package io.veilpool.experiments.experiment;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.poisoning.Perturbations;
import io.veilpool.experiments.lab.Change;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Perturbations of features with the names that decide what is kept of them. */
final class Filters {
    private static final int AT_ONCE = 250;

    private Filters() {}

    /** Adds normal noise with the standard deviation that the features' values have. */
    static Change noise(OriginalFeatures features) {
        double deviation = Perturbations.deviation(features);
        return new Change("normal noise of deviation " + deviation, Perturbations.noise(deviation));
    }

    /** Gaussian filter on each channel; sigma in places. */
    static Change gaussian(int side, double sigma) {
        return new Change("Gaussian filter " + side + ", sigma " + sigma, Perturbations.gaussian(side, sigma));
    }

    /** Mean filter on each channel. */
    static Change mean(int side) {
        return new Change("mean filter " + side, Perturbations.mean(side));
    }

    /** All rows, perturbed. */
    static OriginalFeatures apply(Change change, LabelledFeatures features, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FeatureRows.Builder rows = new FeatureRows.Builder(features.shape(), ElementType.F16, features.rows());
        for (int from = 0; from < features.rows(); from += AT_ONCE) {
            int[] batch = IntStream.range(from, Math.min(features.rows(), from + AT_ONCE))
                    .toArray();
            try (NDManager scope = NDManager.newBaseManager()) {
                rows.append(
                        change.perturbation().of(features.batch(scope, batch), random),
                        IntStream.of(batch).map(features::label).toArray());
            }
        }
        return OriginalFeatures.of(rows.build());
    }
}
