package io.veilpool.agent.attack;

import org.jspecify.annotations.Nullable;

/** What one attack got, and whether its controls allow to believe it. */
public sealed interface AttackResult permits ReconstructionResult, RecognitionResult {
    String attack();

    /** What the attacker knew, a sentence. */
    String knowledge();

    long seed();

    /** How much leaks, in [0, 1]: a leakage index, or a rate above chance as a share of what is above chance at most. */
    double leakage();

    /** Lower end of its 95 percent interval over images. */
    double low();

    /** Upper end. */
    double high();

    /** The same figure of the same attack on original features: it must be high, or the attack does not work. */
    double positiveControl();

    /** The same figure of an output that says nothing about the image: it must be near 0, or the figure measures something else. */
    double negativeControl();

    /** Why the figures must not be read as a measurement: value, limit; null if both controls hold. */
    @Nullable
    String failure();

    /** A failed attack shows nothing, least of all safety. */
    default boolean failed() {
        return failure() != null;
    }

    /** Whether the same attack on original features succeeds. */
    boolean controlHolds();
}
