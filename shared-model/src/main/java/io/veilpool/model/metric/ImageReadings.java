package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.tensor.Scalars;
import java.util.List;

/**
 * How reconstructions, or guesses, resemble their originals: as they are, and read at best, by somebody who also looks at the picture's
 * photographic negative and at its per-channel least-squares affine fix; for each image and metric the best reading counts. Without the
 * second a defence could hide a full disclosure behind a trivial inversion. But the fix needs the original and so gives its mean colour
 * and contrast away, to a guess without features too; where those are what leaks, only the first shows it.
 *
 * @param asIs of the picture itself
 * @param negative of its photographic negative
 * @param best of the best reading
 */
public record ImageReadings(ImageScores asIs, ImageScores negative, ImageScores best) {
    private static final double LEAST_VARIANCE = 1e-8;

    public ImageReadings {
        if (asIs.images() != best.images() || asIs.images() != negative.images()) {
            throw new IllegalArgumentException("needs all readings of the same images, got " + asIs.images() + ", "
                    + negative.images() + " and " + best.images());
        }
    }

    /**
     * Reads every reconstruction in all ways.
     *
     * @param originals       (N, C, H, W) float32 in [0, 1]; not closed
     * @param reconstructions same shape, finite; not closed
     */
    public static ImageReadings of(NDArray originals, NDArray reconstructions) {
        ImagePairs.check(originals, reconstructions);
        try (NDManager scope = reconstructions.getManager().newSubManager(reconstructions.getDevice())) {
            NDArray x = originals.reshape(originals.getShape());
            x.attach(scope);
            NDArray picture = reconstructions.reshape(reconstructions.getShape());
            picture.attach(scope);
            Ssim.WithNegative ssim = Ssim.withNegative(x, picture);
            NDArray l1 = L1Distance.perImage(x, picture);
            NDArray l1Negative = L1Distance.perImage(x, picture.neg().add(1));
            NDArray fixed = affineFix(x, picture);
            return new ImageReadings(
                    scores(ssim.picture(), l1),
                    scores(ssim.negative(), l1Negative),
                    scores(
                            ssim.picture().maximum(ssim.negative()).maximum(Ssim.perImage(x, fixed)),
                            l1.minimum(l1Negative).minimum(L1Distance.perImage(x, fixed))));
        }
    }

    /** Batches one after another. */
    public static ImageReadings concat(List<ImageReadings> batches) {
        return new ImageReadings(
                ImageScores.concat(batches.stream().map(ImageReadings::asIs).toList()),
                ImageScores.concat(batches.stream().map(ImageReadings::negative).toList()),
                ImageScores.concat(batches.stream().map(ImageReadings::best).toList()));
    }

    /** Of several guesses at the same images, for each reading and metric the one with the best mean. */
    public static ImageReadings bestGuess(List<ImageReadings> guesses) {
        return new ImageReadings(
                ImageScores.bestGuess(guesses.stream().map(ImageReadings::asIs).toList()),
                ImageScores.bestGuess(
                        guesses.stream().map(ImageReadings::negative).toList()),
                ImageScores.bestGuess(guesses.stream().map(ImageReadings::best).toList()));
    }

    /** Those of images {@code from} to before {@code to}. */
    public ImageReadings slice(int from, int to) {
        return new ImageReadings(asIs.slice(from, to), negative.slice(from, to), best.slice(from, to));
    }

    public int images() {
        return asIs.images();
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
        NDArray slope = covariance.div(Scalars.atLeast(variance, LEAST_VARIANCE));
        return deviation.mul(slope).add(xMean).clip(0, 1).reshape(originals.getShape());
    }

    private static ImageScores scores(NDArray ssim, NDArray l1) {
        return ImageScores.of(doubles(ssim), doubles(l1));
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
