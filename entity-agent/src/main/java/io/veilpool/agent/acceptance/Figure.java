package io.veilpool.agent.acceptance;

import java.util.Locale;

/**
 * A figure over images.
 *
 * @param low  lower end of its 95 percent interval, bootstrapped over images
 * @param high upper end
 */
public record Figure(double value, double low, double high) {
    /** For instance {@code 0.71 (0.70 to 0.72)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", value, low, high);
    }
}
