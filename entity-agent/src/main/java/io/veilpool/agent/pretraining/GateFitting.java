package io.veilpool.agent.pretraining;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.agent.poisoning.Mixing;
import io.veilpool.agent.poisoning.Perturbation;
import io.veilpool.agent.poisoning.Perturbations;
import io.veilpool.model.gate.ProtectionGate;
import io.veilpool.model.gate.RowStatistics;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.GateCalibration;
import io.veilpool.model.protocol.WeakProtection;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.tensor.Scalars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fits the coordinator's gate on the publishing entity's own features: rows protected as the profile says against rows protected in each of
 * the ways that do not count. No DPM is trained for it. Where rows mix images, the DPM behind mixing stays near the identity, and mixed rows
 * stand for protected ones. Where they do not, random mixtures of channels stand for what no fixed reconstructor can read.
 */
public final class GateFitting {
    /** Rows of each kind. */
    private static final int ROWS = 1500;

    /** With fewer a fit says nothing. */
    private static final int LEAST_ROWS = 200;

    /** Of the protected rows, so few look like any one weak protection ... */
    private static final double FALSE_ALARMS = 0.001;

    /** ... and the limit is not lower than what so few of the weakly protected rows stay below. */
    private static final double MISSED = 0.1;

    private static final int RANDOM_ROWS_AT_ONCE = 10;

    private GateFitting() {}

    /**
     * The same; null where there are too few features to say anything, or none to mix.
     *
     * @param imagesPerRow of the charter's profile
     */
    public static @Nullable GateCalibration fitIfEnough(
            Network featurizer,
            Network decider,
            Network reconstructor,
            OriginalFeatures features,
            int imagesPerRow,
            long seed) {
        boolean mixes = Arrays.stream(features.rowsPerClass(1 + greatestLabel(features)))
                .anyMatch(rows -> rows >= imagesPerRow);
        return features.rows() >= LEAST_ROWS && mixes
                ? fit(featurizer, decider, reconstructor, features, imagesPerRow, seed)
                : null;
    }

    /**
     * Fits it, on however few rows.
     *
     * @param features     original features of the publishing entity, of at least one class that can be mixed
     * @param imagesPerRow of the charter's profile
     */
    public static GateCalibration fit(
            Network featurizer,
            Network decider,
            Network reconstructor,
            OriginalFeatures features,
            int imagesPerRow,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        OriginalFeatures own = some(features, ROWS, random);
        Rows protectedRows = protectedRows(features, own, imagesPerRow, random);
        double[][] channels = channels(own);
        List<Double> means = boxed(channels[0]);
        List<Double> deviations = boxed(channels[1]);
        try (RowStatistics statistics = new RowStatistics(featurizer, decider, reconstructor, means, deviations)) {
            int atOnce = ProtectionGate.rowsAtOnce(featurizer.architecture().input());
            double[][] good = statistics(statistics, protectedRows, Math.min(atOnce, RANDOM_ROWS_AT_ONCE), random);
            List<WeakProtection> weak = new ArrayList<>();
            for (Map.Entry<String, Perturbation> way : weakProtections(own).entrySet()) {
                double[][] bad = statistics(statistics, new Rows(own, way.getValue()), atOnce, random);
                weak.add(direction(way.getKey(), bad, good));
            }
            return new GateCalibration(means, deviations, weak);
        }
    }

    private record Rows(OriginalFeatures features, Perturbation perturbation) {}

    /** What the coordinator must not take for protection: Deep Poisoning, Table 3, at several strengths. */
    private static SequencedMap<String, Perturbation> weakProtections(OriginalFeatures own) {
        double deviation = Perturbations.deviation(own);
        SequencedMap<String, Perturbation> ways = new LinkedHashMap<>();
        ways.put("original features", Perturbation.NONE);
        ways.put("features behind a Gaussian filter 3 x 3, sigma 0.7", Perturbations.gaussian(3, 0.7));
        ways.put("features behind a Gaussian filter 5 x 5, sigma 1", Perturbations.gaussian(5, 1));
        ways.put("features behind a Gaussian filter 9 x 9, sigma 3", Perturbations.gaussian(9, 3));
        ways.put("features behind a mean filter 3 x 3", Perturbations.mean(3));
        ways.put("features behind a mean filter 9 x 9", Perturbations.mean(9));
        for (double strength : new double[] {0.2, 0.5, 1, 2}) {
            ways.put(
                    "features with noise of %s times their deviation".formatted(strength),
                    Perturbations.noise(strength * deviation));
        }
        return ways;
    }

    private static Rows protectedRows(
            OriginalFeatures features, OriginalFeatures own, int imagesPerRow, SplittableRandom random) {
        if (imagesPerRow == 1) {
            return new Rows(own, GateFitting::channelMixture);
        }
        int rounds = Math.ceilDiv(ROWS * imagesPerRow, features.rows());
        OriginalFeatures mixed = Mixing.rounds(
                        some(features, ROWS * imagesPerRow, random),
                        imagesPerRow,
                        rounds,
                        random.nextLong(),
                        RowMemory.RESIDENT)
                .rows();
        return new Rows(some(mixed, ROWS, random), Perturbation.NONE);
    }

    private static int greatestLabel(OriginalFeatures features) {
        return IntStream.range(0, features.rows()).map(features::label).max().orElse(0);
    }

    /** Every batch its own random matrix between channels, of a random size, and a ReLU behind it as behind a DPM. */
    private static NDArray channelMixture(NDArray z, RandomGenerator random) {
        Shape shape = z.getShape();
        long n = shape.get(0);
        int channels = Math.toIntExact(shape.get(1));
        double gain = Math.exp(0.7 + 0.7 * random.nextGaussian());
        float[] matrix = new float[channels * channels];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (float) (gain * random.nextGaussian() / Math.sqrt(channels));
        }
        NDManager manager = z.getManager();
        NDArray mixed = manager.create(matrix, new Shape(channels, channels))
                .matMul(z.transpose(1, 0, 2, 3).reshape(channels, -1))
                .reshape(channels, n, shape.get(2), shape.get(3))
                .transpose(1, 0, 2, 3);
        return Scalars.atLeast(mixed, 0);
    }

    private static OriginalFeatures some(OriginalFeatures features, int atMost, SplittableRandom random) {
        int[] order = IntStream.range(0, features.rows()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return features.select(Arrays.copyOf(order, Math.min(atMost, order.length)));
    }

    private static double[][] statistics(RowStatistics statistics, Rows rows, int atOnce, RandomGenerator random) {
        double[][] all = new double[rows.features().rows()][];
        for (int from = 0; from < all.length; from += atOnce) {
            int[] batch =
                    IntStream.range(from, Math.min(all.length, from + atOnce)).toArray();
            try (NDManager scope = NDManager.newBaseManager()) {
                double[][] some =
                        statistics.of(rows.perturbation().of(rows.features().batch(scope, batch), random));
                System.arraycopy(some, 0, all, from, some.length);
            }
        }
        return all;
    }

    /** Mean and standard deviation of each channel's values. */
    private static double[][] channels(OriginalFeatures features) {
        FeatureShape shape = features.shape();
        int places = shape.height() * shape.width();
        double[] sums = new double[shape.channels()];
        double[] squares = new double[shape.channels()];
        float[] row = new float[shape.values()];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row);
            for (int v = 0; v < row.length; v++) {
                sums[v / places] += row[v];
                squares[v / places] += (double) row[v] * row[v];
            }
        }
        double n = (double) features.rows() * places;
        double[] deviations = new double[sums.length];
        for (int c = 0; c < sums.length; c++) {
            sums[c] /= n;
            deviations[c] = Math.sqrt(Math.max(1e-8, squares[c] / n - sums[c] * sums[c])); // a dead channel has none
        }
        return new double[][] {sums, deviations};
    }

    private static WeakProtection direction(String name, double[][] bad, double[][] good) {
        double[] weights = Discriminant.between(bad, good);
        double limit = Math.max(
                quantile(projected(good, weights), 1 - FALSE_ALARMS), quantile(projected(bad, weights), MISSED));
        return new WeakProtection(name, boxed(weights), limit);
    }

    private static double[] projected(double[][] rows, double[] weights) {
        return Arrays.stream(rows)
                .mapToDouble(row -> IntStream.range(0, row.length)
                        .mapToDouble(i -> row[i] * weights[i])
                        .sum())
                .sorted()
                .toArray();
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
