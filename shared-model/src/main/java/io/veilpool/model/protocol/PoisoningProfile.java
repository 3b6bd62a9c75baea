package io.veilpool.model.protocol;

import java.util.List;

/**
 * How strongly every entity of a collaboration protects its rows, beside hook point and DPM families. What each profile was measured to
 * leak and to teach is in docs/frontier.md.
 *
 * @param name         {@code paper}, {@code balanced}, {@code strict}, or {@code custom} for other values than these have
 * @param imagesPerRow images of one class whose features are mixed into one row before the DPM, 1 to {@value #MAX_IMAGES_PER_ROW};
 *     1 is the paper
 */
public record PoisoningProfile(String name, int imagesPerRow) {
    public static final int MAX_IMAGES_PER_ROW = 64;

    /** One image a row, as in Deep Poisoning: protection relies on the secrecy of the DPM. */
    public static final PoisoningProfile PAPER = new PoisoningProfile("paper", 1);

    /** The default. */
    public static final PoisoningProfile BALANCED = new PoisoningProfile("balanced", 4);

    /** Less leakage, less gain. */
    public static final PoisoningProfile STRICT = new PoisoningProfile("strict", 8);

    /** The profiles with names of their own. */
    public static final List<PoisoningProfile> NAMED = List.of(PAPER, BALANCED, STRICT);

    /** Other values than a named profile has. */
    public static PoisoningProfile custom(int imagesPerRow) {
        return new PoisoningProfile("custom", imagesPerRow);
    }
}
