package io.veilpool.experiments.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.experiments.lab.Change;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Perturbations of features: Deep Poisoning, Table 3, whose strengths are not in the public text. At the edge of a feature map a filter's
 * weights inside it are scaled up to sum to 1.
 */
final class Filters {
    private static final int ROWS_LOOKED_AT = 512;
    private static final int AT_ONCE = 250;

    private Filters() {}

    /** Adds normal noise with the standard deviation that the features' values have. */
    static Change noise(OriginalFeatures features) {
        double deviation = deviation(features);
        return new Change("normal noise of deviation " + deviation, (z, random) -> {
            float[] noise = new float[Math.toIntExact(z.size())];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) (deviation * random.nextGaussian());
            }
            return z.add(z.getManager().create(noise, z.getShape()));
        });
    }

    /**
     * Gaussian filter on each channel.
     *
     * @param side  places that it is wide and high, odd
     * @param sigma in places
     */
    static Change gaussian(int side, double sigma) {
        double[] weights = IntStream.range(0, side)
                .mapToDouble(i -> Math.exp(-Math.pow(i - side / 2, 2) / (2 * sigma * sigma)))
                .toArray();
        return new Change("Gaussian filter " + side + ", sigma " + sigma, (z, random) -> filter(z, weights));
    }

    /**
     * Mean filter on each channel.
     *
     * @param side places that it is wide and high, odd
     */
    static Change mean(int side) {
        double[] weights = new double[side];
        Arrays.fill(weights, 1);
        return new Change("mean filter " + side, (z, random) -> filter(z, weights));
    }

    /** All rows, perturbed. */
    static OriginalFeatures apply(Change change, OriginalFeatures features, long seed) {
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

    /** Along rows, then along columns: the filters are separable. */
    static NDArray filter(NDArray z, double[] weights) {
        Shape shape = z.getShape();
        long planes = shape.get(0) * shape.get(1);
        long height = shape.get(2);
        long width = shape.get(3);
        NDManager manager = z.getManager();
        return z.reshape(planes * height, width)
                .matMul(band(manager, width, weights))
                .reshape(planes, height, width)
                .transpose(0, 2, 1)
                .reshape(planes * width, height)
                .matMul(band(manager, height, weights))
                .reshape(planes, width, height)
                .transpose(0, 2, 1)
                .reshape(shape);
    }

    /** Matrix (side, side) whose column i holds the weights around place i. */
    private static NDArray band(NDManager manager, long side, double[] weights) {
        int n = Math.toIntExact(side);
        float[] band = new float[n * n];
        for (int place = 0; place < n; place++) {
            double sum = 0;
            for (int pass = 0; pass < 2; pass++) {
                for (int i = 0; i < weights.length; i++) {
                    int from = place + i - weights.length / 2;
                    if (from >= 0 && from < n && pass == 0) {
                        sum += weights[i];
                    } else if (from >= 0 && from < n) {
                        band[from * n + place] = (float) (weights[i] / sum);
                    }
                }
            }
        }
        return manager.create(band, new Shape(n, n));
    }

    private static double deviation(OriginalFeatures features) {
        float[] row = new float[features.shape().values()];
        int rows = Math.min(ROWS_LOOKED_AT, features.rows());
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < rows; i++) {
            features.copyRow(i, row);
            for (float value : row) {
                sum += value;
                squares += (double) value * value;
            }
        }
        double n = (double) rows * row.length;
        return Math.sqrt(squares / n - sum / n * (sum / n));
    }
}
