package io.veilpool.model.protocol;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one attack of the library got, on images that chose no attacker, beside its two controls.
 *
 * @param attack          kebab-case, for instance {@code known-pairs}
 * @param knowledge       what the attacker knows and has, a sentence
 * @param attacker        which of the attack's ways was best on other images, for instance {@code k=256, ridge-3x3}
 * @param seed            a whole number of 64 bits in decimal digits
 * @param images          images that the figures are of
 * @param leakage         in [0, 1]: of a reconstruction the leakage index (0 = no better than a guess without features, 1 = as good as on
 *     original features), of a recognition the share it got right above chance
 * @param low             lower end of its 95 percent interval over images
 * @param high            upper end
 * @param positiveControl the same figure of the same attack on original features: it must be high, or the attack does not work
 * @param negativeControl the same figure against the wrong images: it must be near 0
 * @param failure         why the figures show nothing, least of all safety; null if both controls hold
 * @param reconstruction  null if the attack recognises instead of rebuilding
 * @param variants        for instance one for each number of known pairs; empty for a recognition
 */
public record AttackOutcome(
        String attack,
        String knowledge,
        String attacker,
        String seed,
        int images,
        double leakage,
        double low,
        double high,
        double positiveControl,
        double negativeControl,
        @Nullable String failure,
        @Nullable Reconstruction reconstruction,
        List<Variant> variants) {
    private static final int MOST_CHARACTERS = 1_000;
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

    /** @throws IllegalArgumentException if the name is not kebab-case of at most 64 characters, a seed is no whole number, or a figure or text is outside its range */
    public AttackOutcome {
        if (!NAME.matcher(attack).matches()) {
            throw new IllegalArgumentException(
                    "an attack's name has 1 to 64 lower-case letters, digits and hyphens; this one has "
                            + attack.length() + " characters");
        }
        SeedText.check(seed);
        Ranges.leakage(low, leakage, high);
        Ranges.sentence("what an attacker knows", knowledge, MOST_CHARACTERS);
        if (failure != null) {
            Ranges.sentence("why an attack failed", failure, MOST_CHARACTERS);
        }
        variants = List.copyOf(variants);
    }

    /**
     * Means over images in [0, 1], and the index's distribution.
     *
     * @param converged     whether more steps would hardly raise the index; if not, it is a lower bound even for this attacker
     * @param ssim          of the pictures
     * @param ssimNegative  of their negatives
     * @param l1            mean absolute difference
     * @param psnr          in dB
     * @param top1Retrieval percent of pictures whose nearest original is the right one
     * @param p50           index of single images: median
     * @param max           greatest index of a single image
     */
    public record Reconstruction(
            boolean converged,
            double ssim,
            double ssimNegative,
            double l1,
            double psnr,
            double top1Retrieval,
            double p50,
            double p90,
            double p95,
            double p99,
            double max) {}

    /**
     * @param attacker       best way of this variant
     * @param trainingImages images or pairs that it trained on
     * @param steps          training steps, 0 for a closed form
     */
    public record Variant(
            String variant, String attacker, int trainingImages, int steps, double leakage, double low, double high) {}
}
