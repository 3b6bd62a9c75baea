package io.veilpool.agent.poisoning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The perturbations of Deep Poisoning, Table 3, whose strengths are not in the public text. At the edge of a feature map a filter's weights
 * inside it are scaled up to sum to 1.
 */
public final class Perturbations {
    private static final int ROWS_LOOKED_AT = 512;

    private Perturbations() {}

    /**
     * Adds normal noise.
     *
     * @param deviation its standard deviation
     */
    public static Perturbation noise(double deviation) {
        return (z, random) -> {
            float[] noise = new float[Math.toIntExact(z.size())];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) (deviation * random.nextGaussian());
            }
            return z.add(z.getManager().create(noise, z.getShape()));
        };
    }

    /**
     * Gaussian filter on each channel.
     *
     * @param side  places that it is wide and high, odd
     * @param sigma in places
     */
    public static Perturbation gaussian(int side, double sigma) {
        double[] weights = IntStream.range(0, side)
                .mapToDouble(i -> Math.exp(-Math.pow(i - side / 2, 2) / (2 * sigma * sigma)))
                .toArray();
        return (z, random) -> filter(z, weights);
    }

    /**
     * Mean filter on each channel.
     *
     * @param side places that it is wide and high, odd
     */
    public static Perturbation mean(int side) {
        double[] weights = new double[side];
        Arrays.fill(weights, 1);
        return (z, random) -> filter(z, weights);
    }

    /** Standard deviation of the values of the first rows. */
    public static double deviation(OriginalFeatures features) {
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

    /**
     * Along rows, then along columns: the filters are separable.
     *
     * @param z (N, C, H, W); its manager owns the result
     * @param weights of one line, odd in number
     */
    public static NDArray filter(NDArray z, double[] weights) {
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
}
