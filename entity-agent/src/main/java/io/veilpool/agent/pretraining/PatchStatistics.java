package io.veilpool.agent.pretraining;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.protocol.ImageSpec;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Principal directions of square image patches, pixels in [0, 1]. */
final class PatchStatistics {
    private static final int PATCHES = 20_000;
    /** Keeps directions that hardly vary from being blown up; variances of pixels in [0, 1] are at most 0.25. */
    private static final double FLOOR = 1e-3;

    private static final int SWEEPS = 30;

    private final double[][] vectors;
    private final double[] variances;
    private final int[] order;

    private PatchStatistics(double[][] vectors, double[] variances) {
        this.vectors = vectors;
        this.variances = variances;
        this.order = IntStream.range(0, variances.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -variances[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** @param side of the patches, at most the images' own sides */
    static PatchStatistics of(LabelledImages images, int side, long seed) {
        return decompose(covariance(images, side, seed));
    }

    /** Direction {@code i}, by falling variance, divided by its standard deviation: (C x side x side). */
    double[] whitened(int i) {
        int column = order[i];
        double scale = 1 / Math.sqrt(Math.max(0, variances[column]) + FLOOR);
        return Arrays.stream(vectors).mapToDouble(row -> row[column] * scale).toArray();
    }

    private static double[][] covariance(LabelledImages images, int side, long seed) {
        ImageSpec spec = images.spec();
        int size = spec.channels() * side * side;
        double[][] products = new double[size][size];
        double[] mean = new double[size];
        double[] patch = new double[size];
        byte[] pixels = new byte[spec.values()];
        SplittableRandom random = new SplittableRandom(seed);
        for (int n = 0; n < PATCHES; n++) {
            images.pixels(random.nextInt(images.size()), pixels);
            int top = random.nextInt(spec.height() - side + 1);
            int left = random.nextInt(spec.width() - side + 1);
            for (int k = 0; k < size; k++) {
                int row = k / (side * side) * spec.height() + top + k / side % side;
                patch[k] = (pixels[row * spec.width() + left + k % side] & 0xFF) / 255.0;
            }
            for (int a = 0; a < size; a++) {
                mean[a] += patch[a] / PATCHES;
                for (int b = 0; b <= a; b++) {
                    products[a][b] += patch[a] * patch[b] / PATCHES;
                }
            }
        }
        for (int a = 0; a < size; a++) {
            for (int b = 0; b <= a; b++) {
                products[a][b] -= mean[a] * mean[b];
                products[b][a] = products[a][b];
            }
        }
        return products;
    }

    /** Cyclic Jacobi rotations; the matrix is symmetric and becomes diagonal. */
    static PatchStatistics decompose(double[][] matrix) {
        int size = matrix.length;
        double[][] vectors = new double[size][size];
        for (int i = 0; i < size; i++) {
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int p = 0; p < size; p++) {
                for (int q = p + 1; q < size; q++) {
                    if (Math.abs(matrix[p][q]) > 1e-14) {
                        rotate(matrix, vectors, p, q);
                    }
                }
            }
        }
        return new PatchStatistics(
                vectors, IntStream.range(0, size).mapToDouble(i -> matrix[i][i]).toArray());
    }

    private static void rotate(double[][] matrix, double[][] vectors, int p, int q) {
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        double tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double cosine = 1 / Math.sqrt(tangent * tangent + 1);
        double sine = tangent * cosine;
        for (double[] row : matrix) {
            turn(row, p, q, cosine, sine);
        }
        for (int k = 0; k < matrix.length; k++) {
            double x = matrix[p][k];
            double y = matrix[q][k];
            matrix[p][k] = cosine * x - sine * y;
            matrix[q][k] = sine * x + cosine * y;
        }
        for (double[] row : vectors) {
            turn(row, p, q, cosine, sine);
        }
    }

    private static void turn(double[] row, int p, int q, double cosine, double sine) {
        double x = row[p];
        double y = row[q];
        row[p] = cosine * x - sine * y;
        row[q] = sine * x + cosine * y;
    }
}
