package io.veilpool.model.protocol;

/** How much the attack library may spend on a DPM. */
public enum AttackEffort {
    /** The library is not run. */
    NONE,
    /** Seconds, for trying things out: too small for a statement about leakage. */
    SMOKE,
    /** At most ten minutes of one core for images of 32 x 32, and the training of two surrogates. */
    STANDARD,
    /** Some ten times that. */
    THOROUGH
}
