package io.veilpool.model.protocol;

/**
 * What one attacker got, over {@code images} evaluated images in [0, 1]; the best of picture and negative counts.
 *
 * @param attack       for instance {@code published-reconstructor} or {@code insider}
 * @param knowledge    what the attacker knows, in words
 * @param trainingImages images the attacker trained on
 * @param steps        training steps
 * @param seed         a whole number of 64 bits in decimal digits: as a number many readers would round it
 * @param ssim         mean SSIM of the reconstruction
 * @param ssimNegative mean SSIM of the negated reconstruction
 * @param l1           mean absolute difference
 * @param psnr         mean PSNR in dB
 * @param index        leakage index in [0, 1]: 0 = no better than the prior, 1 = as good as the same attacker on original features
 * @param indexLow     lower end of its 95 percent interval over images
 * @param indexHigh    upper end
 */
public record AttackScore(
        String attack,
        String knowledge,
        int trainingImages,
        int steps,
        String seed,
        int images,
        double ssim,
        double ssimNegative,
        double l1,
        double psnr,
        double index,
        double indexLow,
        double indexHigh) {
    /** Name of the attack of the paper's own score: R as it was published, which never saw a poisoned feature. */
    public static final String PUBLISHED_RECONSTRUCTOR = "published-reconstructor";

    /** Name of the attack of somebody who owns the DPM (attack v). */
    public static final String INSIDER = "insider";

    /** @throws IllegalArgumentException if the seed is no whole number, or a figure is outside its range */
    public AttackScore {
        SeedText.check(seed);
        Ranges.leakage(indexLow, index, indexHigh);
        Ranges.within("an SSIM", ssim, -1, 1);
        Ranges.within("an SSIM", ssimNegative, -1, 1);
        Ranges.within("an L1", l1, 0, 1);
    }
}
