package io.veilpool.model.metric;

import java.util.List;

/** SSIM and L1 of the same images, one value per image; immutable. */
public final class ImageScores {
    private final double[] ssim;
    private final double[] l1;

    private ImageScores(double[] ssim, double[] l1) {
        this.ssim = ssim;
        this.l1 = l1;
    }

    /**
     * Copies the values.
     *
     * @param ssim one per image, finite
     * @param l1   one per image, finite, at least 0
     */
    public static ImageScores of(double[] ssim, double[] l1) {
        if (ssim.length != l1.length || ssim.length == 0) {
            throw new IllegalArgumentException(
                    "needs one SSIM and one L1 per image, got " + ssim.length + " and " + l1.length);
        }
        for (int i = 0; i < ssim.length; i++) {
            if (!Double.isFinite(ssim[i]) || !Double.isFinite(l1[i])) {
                throw new IllegalArgumentException("scores must be finite, those of image " + i + " are not");
            }
        }
        return new ImageScores(ssim.clone(), l1.clone());
    }

    /** Batches one after another. */
    public static ImageScores concat(List<ImageScores> batches) {
        return of(
                batches.stream()
                        .flatMapToDouble(b -> java.util.Arrays.stream(b.ssim))
                        .toArray(),
                batches.stream()
                        .flatMapToDouble(b -> java.util.Arrays.stream(b.l1))
                        .toArray());
    }

    /** Of several guesses at the same images, for each metric the one with the best mean. */
    public static ImageScores bestGuess(List<ImageScores> guesses) {
        ImageScores bestSsim = guesses.getFirst();
        ImageScores bestL1 = guesses.getFirst();
        for (ImageScores guess : guesses) {
            if (guess.meanSsim() > bestSsim.meanSsim()) {
                bestSsim = guess;
            }
            if (guess.meanL1() < bestL1.meanL1()) {
                bestL1 = guess;
            }
        }
        return of(bestSsim.ssim, bestL1.l1);
    }

    /** Those of images {@code from} to before {@code to}. */
    public ImageScores slice(int from, int to) {
        return of(java.util.Arrays.copyOfRange(ssim, from, to), java.util.Arrays.copyOfRange(l1, from, to));
    }

    public int images() {
        return ssim.length;
    }

    public double ssim(int image) {
        return ssim[image];
    }

    public double l1(int image) {
        return l1[image];
    }

    public double meanSsim() {
        return java.util.Arrays.stream(ssim).average().orElseThrow();
    }

    public double meanL1() {
        return java.util.Arrays.stream(l1).average().orElseThrow();
    }
}
