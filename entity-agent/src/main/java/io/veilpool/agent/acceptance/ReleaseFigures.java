package io.veilpool.agent.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a release does with own images that were held back, on original features.
 *
 * @param images           held-back images that the figures are of
 * @param top1             percent that the decider gets right
 * @param chance           percent that somebody gets right who knows nothing but the number of classes
 * @param guessSsim        mean SSIM of the best guess without features (mean or class mean image)
 * @param reconstructorSsim mean SSIM of the published reconstructor's pictures as they are
 * @param reconstructorL1  mean absolute difference of the same
 * @param ownSsim          mean SSIM of the reconstructor that this agent trained beside
 * @param ownL1            mean absolute difference of the same
 * @param untrainedSsim    mean SSIM of the same reconstructor trained on features of a network of the charter's backbone whose weights this
 *     agent drew at random: how much of an image such features carry that nobody chose. No limit: sound featurizers are on either side of it
 * @param ownImages        images that the own reconstructor was trained on
 * @param ownSteps         its training steps after the closed form
 */
public record ReleaseFigures(
        int images,
        Figure top1,
        double chance,
        double guessSsim,
        Figure reconstructorSsim,
        Figure reconstructorL1,
        Figure ownSsim,
        Figure ownL1,
        Figure untrainedSsim,
        int ownImages,
        int ownSteps) {
    /** Whoever trains for seconds may beat the published reconstructor by this much SSIM, and no more. */
    public static final double MOST_BEATEN = 0.25;

    /** What speaks against using the release; empty if the members asked for no floor. */
    public List<String> objections(double leastSsim) {
        if (leastSsim <= 0) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        if (!(reconstructorSsim.value() >= leastSsim)) {
            found.add(String.format(
                    Locale.ROOT,
                    "On %,d own images the published reconstructor has a mean SSIM of %s, the charter asks for at least %.2f: with so weak"
                            + " a reconstructor leakage looks low for free. Ask the publishing entity for a better one.",
                    images,
                    reconstructorSsim,
                    leastSsim));
        }
        if (isWeakerThanOwn()) {
            found.add(comparison());
        }
        return List.copyOf(found);
    }

    /** What members should know who use the release all the same. */
    public List<String> warnings(double leastSsim) {
        List<String> found = new ArrayList<>();
        if (leastSsim <= 0 && isWeakerThanOwn()) {
            found.add(comparison());
        }
        if (reconstructorSsim.low() <= guessSsim) {
            found.add(String.format(
                    Locale.ROOT,
                    "The published reconstructor, with a mean SSIM of %s, is not shown to be better than a guess without features (%.2f).",
                    reconstructorSsim,
                    guessSsim));
        }
        if (top1.low() <= chance) {
            found.add(String.format(
                    Locale.ROOT,
                    "The published decider gets %.1f %% (%.1f to %.1f) of own images right, which is not shown to be more than chance"
                            + " (%.1f %%): it knows little about these images, or their classes are not in the publishing entity's.",
                    top1.value(),
                    top1.low(),
                    top1.high(),
                    chance));
        }
        return List.copyOf(found);
    }

    private boolean isWeakerThanOwn() {
        return ownSsim.low() - reconstructorSsim.high() > MOST_BEATEN;
    }

    private String comparison() {
        return String.format(
                Locale.ROOT,
                "A reconstructor that this agent trained beside, %d steps on %,d images, has a mean SSIM of %s, the published one %s: their"
                        + " intervals are more than %.2f apart, so the published one's score says little about what others can see.",
                ownSteps,
                ownImages,
                ownSsim,
                reconstructorSsim,
                MOST_BEATEN);
    }
}
