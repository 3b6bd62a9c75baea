package io.veilpool.model.metric;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How far an attack gets between knowing nothing and having the original features:
 * {@code clip01((attack - prior) / (clean - prior))} of mean SSIM and of mean -L1, of which the larger is the index.
 * 0: no better than a guess without features; 1: as good as the same attacker on original features.
 *
 * <p>A metric in which the attacker on original features is not at least {@value #LEAST_GAIN} better than the guess cannot
 * measure anything and is left out (its index is NaN). If that holds for both, the attacker does not work: the index is then
 * 1, the cautious end, and {@code attackerWorks} is false.
 *
 * @param value         the index, in [0, 1]
 * @param low           lower end of its percentile interval over images
 * @param high          upper end
 * @param ssimIndex     the index by SSIM, or NaN
 * @param l1Index       the index by L1, or NaN
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
     * @param prior     the best guess without features ({@link ImageScores#bestGuess})
     * @param clean     the same attacker on original features
     * @param attack    the attacker on poisoned features; all three of the same images in the same order
     */
    public static LeakageIndex of(ImageScores prior, ImageScores clean, ImageScores attack, Bootstrap bootstrap) {
        int images = attack.images();
        if (prior.images() != images || clean.images() != images) {
            throw new IllegalArgumentException("prior, clean and attack must score the same images, got "
                    + prior.images() + ", " + clean.images() + " and " + images);
        }
        double ssimIndex = ratio(prior.meanSsim(), clean.meanSsim(), attack.meanSsim());
        double l1Index = ratio(-prior.meanL1(), -clean.meanL1(), -attack.meanL1());
        double[] resampled = new double[bootstrap.resamples()];
        SplittableRandom random = new SplittableRandom(bootstrap.seed());
        for (int i = 0; i < resampled.length; i++) {
            resampled[i] = resample(prior, clean, attack, random);
        }
        Arrays.sort(resampled);
        double tail = (1 - bootstrap.confidence()) / 2;
        return new LeakageIndex(
                larger(ssimIndex, l1Index),
                quantile(resampled, tail),
                quantile(resampled, 1 - tail),
                ssimIndex,
                l1Index,
                !(Double.isNaN(ssimIndex) && Double.isNaN(l1Index)));
    }

    private static double resample(ImageScores prior, ImageScores clean, ImageScores attack, SplittableRandom random) {
        int images = attack.images();
        double[] sums = new double[6];
        for (int draw = 0; draw < images; draw++) {
            int i = random.nextInt(images);
            sums[0] += prior.ssim(i);
            sums[1] += clean.ssim(i);
            sums[2] += attack.ssim(i);
            sums[3] -= prior.l1(i);
            sums[4] -= clean.l1(i);
            sums[5] -= attack.l1(i);
        }
        return larger(
                ratio(sums[0] / images, sums[1] / images, sums[2] / images),
                ratio(sums[3] / images, sums[4] / images, sums[5] / images));
    }

    private static double ratio(double prior, double clean, double attack) {
        double gain = clean - prior;
        return gain < LEAST_GAIN ? Double.NaN : Math.clamp((attack - prior) / gain, 0, 1);
    }

    private static double larger(double a, double b) {
        if (Double.isNaN(a)) {
            return Double.isNaN(b) ? 1 : b;
        }
        return Double.isNaN(b) ? a : Math.max(a, b);
    }

    private static double quantile(double[] sorted, double q) {
        double place = q * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
