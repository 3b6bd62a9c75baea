package io.veilpool.experiments.lab;

import java.util.Locale;

/** Which loss a DPM is trained with. */
public enum Recipe {
    /** Eq. (6) alone, with both signs of SSIM held down. */
    PAPER,
    /** As the agents train it: also matches the decider's activations (docs/decisions). */
    PRODUCT;

    /** As in variants. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
