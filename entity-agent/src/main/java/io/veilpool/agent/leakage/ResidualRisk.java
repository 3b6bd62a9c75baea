package io.veilpool.agent.leakage;

import io.veilpool.model.protocol.AttackScore;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a report says in plain words about what was measured and what was not. */
final class ResidualRisk {
    /** Attacks of an honest audit that this probe leaves out, and why. */
    private static final List<String> NOT_RUN = List.of(
            "unseen reconstructors trained on original features: one trained attacker only",
            "surrogate DPMs of the same recipe: one trained attacker only",
            "known pairs of image and row: one trained attacker only",
            "alignment without pairs, optimisation with an image prior: one trained attacker only",
            "attribute inference, linkage, membership: no labels for them");

    private static final List<String> NOT_RUN_ON_MIXED = List.of(
            "a decoder that separates the images of a row: one trained attacker only",
            "subtraction by somebody who knows other images of a row: nobody's images are assumed known");

    private ResidualRisk() {}

    static List<String> attacksNotRun(int imagesPerRow) {
        return imagesPerRow == 1
                ? NOT_RUN
                : Stream.concat(NOT_RUN.stream(), NOT_RUN_ON_MIXED.stream()).toList();
    }

    static String text(AttackScore insider, int imagesPerRow) {
        return ofTheInsider(insider) + (imagesPerRow == 1 ? "" : ofMixing(imagesPerRow));
    }

    private static String ofMixing(int imagesPerRow) {
        return String.format(
                Locale.ROOT,
                " Each row mixes %d images of a class: whoever knows %d of them and the DPM gets close to the features of the last, and"
                        + " whoever holds an image can test whether it is in a row.",
                imagesPerRow,
                imagesPerRow - 1);
    }

    private static String ofTheInsider(AttackScore insider) {
        String reading = insider.index() > 0.5
                ? "whoever obtains the DPM's weights rebuilds the images to a large part: protection relies on their secrecy"
                : insider.index() > 0.25
                        ? "whoever obtains the DPM's weights rebuilds the images in part"
                        : "even with the DPM's weights this attacker rebuilt little";
        return String.format(
                Locale.ROOT,
                "Leakage index of an insider with a small budget (%,d steps on %,d images): %.2f of 1; %s. Longer attacks"
                        + " rebuild more, and a low score of the published reconstructor alone shows no safety.",
                insider.steps(),
                insider.trainingImages(),
                insider.index(),
                reading);
    }
}
