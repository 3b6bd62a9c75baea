package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * What somebody who looks at a reconstruction can read from it, at best: of the picture as it is, its photographic
 * negative, and its per-channel least-squares affine fix, for each image and metric the best one counts. Without this a
 * defence could hide a full disclosure behind a trivial inversion.
 *
 * <p>The affine fix needs the original, so it flatters every attacker a little. Prior guesses and the attacker on original
 * features must be read in the same way; then the gain of the fix alone does not count as leakage.
 */
public final class BestReading {
    private static final double LEAST_VARIANCE = 1e-8;

    private BestReading() {}

    /**
     * Reads every reconstruction at its best.
     *
     * @param originals       (N, C, H, W) float32 in [0, 1]; not closed
     * @param reconstructions same shape, finite; not closed
     * @return one value per image
     */
    public static ImageScores of(NDArray originals, NDArray reconstructions) {
        ImagePairs.check(originals, reconstructions);
        try (NDManager scope = reconstructions.getManager().newSubManager(reconstructions.getDevice())) {
            NDArray x = originals.reshape(originals.getShape());
            x.attach(scope);
            NDArray picture = reconstructions.reshape(reconstructions.getShape());
            picture.attach(scope);
            NDArray[] readings = {picture, picture.neg().add(1), affineFix(x, picture)};
            NDArray ssim = Ssim.perImage(x, readings[0]);
            NDArray l1 = L1Distance.perImage(x, readings[0]);
            for (int i = 1; i < readings.length; i++) {
                ssim = ssim.maximum(Ssim.perImage(x, readings[i]));
                l1 = l1.minimum(L1Distance.perImage(x, readings[i]));
            }
            return ImageScores.of(doubles(ssim), doubles(l1));
        }
    }

    /** {@code clip(s r + t)} with s, t of each image and channel that minimise the squared distance to the original. */
    static NDArray affineFix(NDArray originals, NDArray reconstructions) {
        long n = originals.getShape().get(0);
        long c = originals.getShape().get(1);
        NDArray x = originals.reshape(n * c, -1);
        NDArray r = reconstructions.reshape(n * c, -1);
        NDArray xMean = x.mean(new int[] {1}, true);
        NDArray rMean = r.mean(new int[] {1}, true);
        NDArray deviation = r.sub(rMean);
        NDArray covariance = x.sub(xMean).mul(deviation).mean(new int[] {1}, true);
        NDArray variance = deviation.square().mean(new int[] {1}, true);
        NDArray slope = covariance.div(variance.maximum(LEAST_VARIANCE));
        return deviation.mul(slope).add(xMean).clip(0, 1).reshape(originals.getShape());
    }

    private static double[] doubles(NDArray values) {
        float[] singles = values.toFloatArray();
        double[] doubles = new double[singles.length];
        for (int i = 0; i < singles.length; i++) {
            doubles[i] = singles[i];
        }
        return doubles;
    }
}
