package io.veilpool.model.gate;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.GateCalibration;
import java.util.List;

/**
 * What a release's own networks say of a row z. Original features come back: R paints an image of them whose features F(R(z)) are nearly
 * z. Rows that R cannot read do not come back, those of several images at once come back less well, blurred ones are too smooth, and noise
 * is too rough. Values are taken relative to mean and deviation that original features have in each channel. The statistics, in their order:
 *
 * <ol>
 * <li>correlation of z and F(R(z)) inside the channels' maps, all channels together
 * <li>log of the mean squared difference of neighbours, relative to the variance inside maps: roughness
 * <li>log of the mean square: energy
 * <li>log of the mean squared difference of z and F(R(z))
 * <li>share of the energy that is variance inside maps
 * <li>log of the kurtosis
 * <li>total variation of R(z) for each value
 * <li>standard deviation of R(z)
 * <li>Kullback-Leibler divergence of D(z) and D(F(R(z))), in nats
 * <li>and for each channel the inverse hyperbolic tangent of the correlation inside its map, which is about normal where a correlation is
 * not (Fisher 1915)
 * </ol>
 *
 * <p>The images R(z) never leave {@link #of}.
 */
public final class RowStatistics implements AutoCloseable {
    private static final int OF_ROW = GateCalibration.OF_ROW;
    /** Correlations nearer to 1 count as this. */
    private static final double MAX_CORRELATION = 0.995;

    private static final double TINY = 1e-9;
    /** Beside the logarithm of a ratio that may be 0, as that of a map without detail. */
    private static final double TINY_RATIO = 1e-6;

    private final Network featurizer;
    private final Network decider;
    private final Network reconstructor;
    private final double[] means;
    private final double[] deviations;

    /**
     * @param means      of original features, one for each channel
     * @param deviations of the same, above 0
     */
    public RowStatistics(
            Network featurizer, Network decider, Network reconstructor, List<Double> means, List<Double> deviations) {
        this.featurizer = featurizer.folded();
        this.decider = decider.folded();
        this.reconstructor = reconstructor.folded();
        this.means = means.stream().mapToDouble(Double::doubleValue).toArray();
        this.deviations = deviations.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Statistics of each row, (N, {@link GateCalibration#statistics}).
     *
     * @param rows (N, C, H, W) float32, finite; its manager gets the images for as long as it is open
     */
    public double[][] of(NDArray rows) {
        NDArray images = reconstructor.forward(rows, false);
        NDArray back = featurizer.forward(images, false);
        float[] z = rows.toFloatArray();
        float[] again = back.toFloatArray();
        float[] painted = images.toFloatArray();
        float[] says = decider.forward(rows, false).toFloatArray();
        float[] saysAgain = decider.forward(back, false).toFloatArray();
        int n = Math.toIntExact(rows.getShape().get(0));
        double[][] statistics = new double[n][OF_ROW + means.length];
        Maps maps = new Maps(
                Math.toIntExact(rows.getShape().get(2)),
                Math.toIntExact(rows.getShape().get(3)));
        Maps pixels = new Maps(
                Math.toIntExact(images.getShape().get(2)),
                Math.toIntExact(images.getShape().get(3)));
        for (int row = 0; row < n; row++) {
            ofFeatures(z, again, row, maps, statistics[row]);
            ofImage(painted, row * (painted.length / n), painted.length / n, pixels, statistics[row]);
            statistics[row][8] = divergence(says, saysAgain, row, says.length / n);
        }
        return statistics;
    }

    /** Size of a map whose values lie row by row. */
    private record Maps(int height, int width) {
        int values() {
            return height * width;
        }
    }

    private void ofFeatures(float[] z, float[] again, int row, Maps maps, double[] into) {
        int places = maps.values();
        double within = 0;
        double withinAgain = 0;
        double common = 0;
        double rough = 0;
        double squares = 0;
        double fourth = 0;
        double distance = 0;
        for (int c = 0; c < means.length; c++) {
            int at = (row * means.length + c) * places;
            double variance = 1 / (deviations[c] * deviations[c]);
            double mean = mean(z, at, places);
            double meanAgain = mean(again, at, places);
            double inMap = 0;
            double inMapAgain = 0;
            double both = 0;
            for (int p = 0; p < places; p++) {
                double x = z[at + p];
                double y = again[at + p];
                double standard = (x - means[c]) * (x - means[c]) * variance;
                inMap += (x - mean) * (x - mean);
                inMapAgain += (y - meanAgain) * (y - meanAgain);
                both += (x - mean) * (y - meanAgain);
                squares += standard;
                fourth += standard * standard;
                distance += (x - y) * (x - y) * variance;
            }
            rough += differences(z, at, maps, 2) * variance;
            within += inMap * variance;
            withinAgain += inMapAgain * variance;
            common += both * variance;
            into[OF_ROW + c] = fisher(both / Math.sqrt(inMap * inMapAgain + TINY));
        }
        double values = (double) means.length * places;
        into[0] = common / Math.sqrt(within * withinAgain + TINY);
        into[1] = Math.log(TINY_RATIO + rough / (within + TINY));
        into[2] = Math.log(TINY_RATIO + squares / values);
        into[3] = Math.log(TINY_RATIO + distance / values);
        into[4] = within / (squares + TINY);
        into[5] = Math.log(TINY_RATIO + fourth * values / (squares * squares + TINY));
    }

    private static void ofImage(float[] painted, int from, int values, Maps pixels, double[] into) {
        double mean = mean(painted, from, values);
        double squares = 0;
        for (int i = from; i < from + values; i++) {
            squares += (painted[i] - mean) * (painted[i] - mean);
        }
        double variation = 0;
        for (int at = from; at < from + values; at += pixels.values()) {
            variation += differences(painted, at, pixels, 1);
        }
        into[6] = variation / values;
        into[7] = Math.sqrt(squares / values);
    }

    /** Sum over neighbours, right and below, of their difference's absolute value (power 1) or square (power 2). */
    private static double differences(float[] values, int at, Maps maps, int power) {
        double sum = 0;
        for (int y = 0; y < maps.height(); y++) {
            for (int x = 0; x < maps.width(); x++) {
                int here = at + y * maps.width() + x;
                double right = x + 1 < maps.width() ? Math.abs(values[here + 1] - values[here]) : 0;
                double below = y + 1 < maps.height() ? Math.abs(values[here + maps.width()] - values[here]) : 0;
                sum += power == 1 ? right + below : right * right + below * below;
            }
        }
        return sum;
    }

    private static double mean(float[] values, int at, int count) {
        double sum = 0;
        for (int i = at; i < at + count; i++) {
            sum += values[i];
        }
        return sum / count;
    }

    private static double fisher(double correlation) {
        double r = Math.clamp(correlation, -MAX_CORRELATION, MAX_CORRELATION);
        return 0.5 * Math.log((1 + r) / (1 - r));
    }

    private static double divergence(float[] logits, float[] others, int row, int classes) {
        double[] p = logSoftmax(logits, row, classes);
        double[] q = logSoftmax(others, row, classes);
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += Math.exp(p[k]) * (p[k] - q[k]);
        }
        return sum;
    }

    private static double[] logSoftmax(float[] logits, int row, int classes) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            greatest = Math.max(greatest, logits[row * classes + k]);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += Math.exp(logits[row * classes + k] - greatest);
        }
        double[] logs = new double[classes];
        for (int k = 0; k < classes; k++) {
            logs[k] = logits[row * classes + k] - greatest - Math.log(sum);
        }
        return logs;
    }

    @Override
    public void close() {
        featurizer.close();
        decider.close();
        reconstructor.close();
    }
}
