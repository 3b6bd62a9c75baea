package io.veilpool.model.metric;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How far an attack gets between knowing nothing and having the original features:
 * {@code clip01((attack - prior) / (clean - prior))} of mean SSIM and of mean -L1, each of pictures as they are and of their best reading
 * ({@link ImageReadings}); the largest of the four is the index. 0: no better than a guess without features; 1: as good as the same
 * attacker on original features.
 *
 * <p>A metric in which the attacker on original features is not at least {@value #LEAST_GAIN} better than the guess cannot
 * measure anything and is left out (its index is NaN). If that holds for all, the attacker does not work: the index is then
 * 1, the cautious end, and {@code attackerWorks} is false.
 *
 * @param value         the index, in [0, 1]
 * @param low           lower end of its percentile interval over images
 * @param high          upper end
 * @param ssimIndex     the larger index by SSIM, or NaN
 * @param l1Index       the larger index by L1, or NaN
 * @param attackerWorks whether the attacker on original features beats the guess
 */
public record LeakageIndex(
        double value, double low, double high, double ssimIndex, double l1Index, boolean attackerWorks) {
    /** Least gain of the attacker on original features over the guess, in SSIM or L1. */
    public static final double LEAST_GAIN = 0.01;

    /**
     * Resamples images with replacement, the same for prior, clean and attack.
     *
     * @param resamples  at least 1
     * @param confidence in (0, 1)
     */
    public record Bootstrap(int resamples, double confidence, long seed) {
        public Bootstrap {
            if (resamples < 1) {
                throw new IllegalArgumentException("resamples must be at least 1, was " + resamples);
            }
            if (!(confidence > 0 && confidence < 1)) {
                throw new IllegalArgumentException("confidence must be in (0, 1), was " + confidence);
            }
        }
    }

    /**
     * Compares mean scores.
     *
     * @param prior     the best guess without features ({@link ImageReadings#bestGuess})
     * @param clean     the same attacker on original features
     * @param attack    the attacker on poisoned features; all three of the same images in the same order
     */
    public static LeakageIndex of(ImageReadings prior, ImageReadings clean, ImageReadings attack, Bootstrap bootstrap) {
        int images = attack.images();
        if (prior.images() != images || clean.images() != images) {
            throw new IllegalArgumentException("prior, clean and attack must score the same images, got "
                    + prior.images() + ", " + clean.images() + " and " + images);
        }
        int[] all = IntStream.range(0, images).toArray();
        double[] indices = indices(prior, clean, attack, all);
        double[] resampled = new double[bootstrap.resamples()];
        SplittableRandom random = new SplittableRandom(bootstrap.seed());
        int[] draw = new int[images];
        for (int i = 0; i < resampled.length; i++) {
            Arrays.setAll(draw, place -> random.nextInt(images));
            resampled[i] = orCautious(largest(indices(prior, clean, attack, draw)));
        }
        Arrays.sort(resampled);
        double tail = (1 - bootstrap.confidence()) / 2;
        double largest = largest(indices);
        return new LeakageIndex(
                orCautious(largest),
                quantile(resampled, tail),
                quantile(resampled, 1 - tail),
                largest(indices[0], indices[2]),
                largest(indices[1], indices[3]),
                !Double.isNaN(largest));
    }

    /**
     * The index of each image alone: its own gain over the guess at it, measured by the mean gain of the attacker on original features,
     * in the one metric and reading whose mean index is the largest. 1 for all if the attacker on original features does not work.
     *
     * @return one value in [0, 1] per image; arguments as for {@link #of}
     */
    public static double[] perImage(ImageReadings prior, ImageReadings clean, ImageReadings attack) {
        int images = attack.images();
        double[] means =
                indices(prior, clean, attack, IntStream.range(0, images).toArray());
        int largest = -1;
        for (int i = 0; i < means.length; i++) {
            if (!Double.isNaN(means[i]) && (largest < 0 || means[i] > means[largest])) {
                largest = i;
            }
        }
        double[] values = new double[images];
        if (largest < 0) {
            Arrays.fill(values, 1);
            return values;
        }
        boolean asIs = largest < 2;
        boolean bySsim = largest % 2 == 0;
        ImageScores p = asIs ? prior.asIs() : prior.best();
        ImageScores c = asIs ? clean.asIs() : clean.best();
        ImageScores a = asIs ? attack.asIs() : attack.best();
        double gain = bySsim ? c.meanSsim() - p.meanSsim() : p.meanL1() - c.meanL1();
        for (int i = 0; i < images; i++) {
            double own = bySsim ? a.ssim(i) - p.ssim(i) : p.l1(i) - a.l1(i);
            values[i] = Math.clamp(own / gain, 0, 1);
        }
        return values;
    }

    /** By SSIM and by L1 of pictures as they are, then by both of their best readings; of the images of these numbers. */
    private static double[] indices(ImageReadings prior, ImageReadings clean, ImageReadings attack, int[] images) {
        double[] indices = new double[4];
        for (int reading = 0; reading < 2; reading++) {
            ImageScores p = reading == 0 ? prior.asIs() : prior.best();
            ImageScores c = reading == 0 ? clean.asIs() : clean.best();
            ImageScores a = reading == 0 ? attack.asIs() : attack.best();
            double[] sums = new double[6];
            for (int i : images) {
                sums[0] += p.ssim(i);
                sums[1] += c.ssim(i);
                sums[2] += a.ssim(i);
                sums[3] -= p.l1(i);
                sums[4] -= c.l1(i);
                sums[5] -= a.l1(i);
            }
            int n = images.length;
            indices[2 * reading] = ratio(sums[0] / n, sums[1] / n, sums[2] / n);
            indices[2 * reading + 1] = ratio(sums[3] / n, sums[4] / n, sums[5] / n);
        }
        return indices;
    }

    private static double ratio(double prior, double clean, double attack) {
        double gain = clean - prior;
        return gain < LEAST_GAIN ? Double.NaN : Math.clamp((attack - prior) / gain, 0, 1);
    }

    /** NaN if all are. */
    private static double largest(double... indices) {
        return Arrays.stream(indices)
                .filter(index -> !Double.isNaN(index))
                .max()
                .orElse(Double.NaN);
    }

    private static double orCautious(double index) {
        return Double.isNaN(index) ? 1 : index;
    }

    private static double quantile(double[] sorted, double q) {
        double place = q * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
