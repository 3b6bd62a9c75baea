package io.veilpool.agent.protection;

/** Checks of the numbers that methods are set by. */
public final class Bounds {
    private Bounds() {}

    /** @throws IllegalArgumentException if the value is less, infinite or no number */
    public static void atLeast(String name, double value, double least) {
        if (!(value >= least) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be finite and at least " + least + ", was " + value);
        }
    }

    /** @throws IllegalArgumentException if the value is 0, less, infinite or no number */
    public static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be finite and > 0, was " + value);
        }
    }
}
