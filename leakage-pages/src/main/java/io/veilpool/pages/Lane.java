package io.veilpool.pages;

import org.jspecify.annotations.Nullable;

/**
 * Coordinates of one row of a dot-and-interval plot on a scale from 0 to 1, and the sentence for whoever does not see it. Lanes hold
 * shapes only; letters stand beside them as text, so that a PDF needs none of the machine's fonts.
 *
 * @param limit   null if no limit binds this figure
 * @param control null if there is none
 */
record Lane(
        String dot,
        String low,
        String high,
        @Nullable String limit,
        @Nullable String control,
        String mark,
        String description) {
    private static final int WIDTH = 320;
    private static final int MARGIN = 10;

    /** @param value clamped to [0, 1] */
    static String x(double value) {
        return Text.at(MARGIN + (WIDTH - 2 * MARGIN) * Text.share(value));
    }
}
