package io.veilpool.demo.result;

import java.util.Locale;

/**
 * What the pool did for an entity compared with the best it could do without: using the published decider as it is, or
 * refining it on its own images. Decided by the 95 percent interval of the difference.
 */
public enum PoolVerdict {
    /** The whole interval lies above zero. */
    HELPED,
    /** The interval holds zero. */
    NO_DIFFERENCE,
    /** The whole interval lies below zero. */
    HURT;

    static PoolVerdict of(Result.Refinement refinement) {
        if (refinement.poolGainLow() > 0) {
            return HELPED;
        }
        return refinement.poolGainHigh() < 0 ? HURT : NO_DIFFERENCE;
    }

    /** Two or three words for a table. */
    public String words() {
        return switch (this) {
            case HELPED -> "pool helped";
            case NO_DIFFERENCE -> "no difference";
            case HURT -> "pool did harm";
        };
    }

    /** A plain sentence with the figures. */
    public static String sentence(Result.Refinement refinement) {
        String figures = String.format(
                Locale.ROOT,
                "%+.1f points, 95 %% interval %+.1f to %+.1f",
                refinement.poolGain(),
                refinement.poolGainLow(),
                refinement.poolGainHigh());
        return switch (of(refinement)) {
            case HELPED ->
                "The pool helped " + refinement.entity() + " beyond its best choice without the pool (" + figures
                        + ").";
            case NO_DIFFERENCE ->
                "The pool did not help " + refinement.entity()
                        + ": no difference from its best choice without the pool can be told (" + figures + ").";
            case HURT ->
                "The pool did not help " + refinement.entity()
                        + ": it did harm compared with its best choice without the pool (" + figures + ").";
        };
    }
}
