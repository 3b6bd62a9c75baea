package io.veilpool.agent.leakage;

import io.veilpool.model.protocol.AttackScore;
import java.util.List;
import java.util.Locale;

/** What a report says in plain words about what was measured and what was not. */
final class ResidualRisk {
    /** Attacks of an honest audit that this probe leaves out. */
    static final List<String> ATTACKS_NOT_RUN = List.of(
            "unseen reconstructors trained on original features: one trained attacker only",
            "surrogate DPMs of the same recipe: one trained attacker only",
            "known pairs of image and row: one trained attacker only",
            "alignment without pairs, optimisation with an image prior: one trained attacker only",
            "attribute inference, linkage, membership: no labels for them");

    private ResidualRisk() {}

    static String text(AttackScore insider) {
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
