package io.veilpool.agent.leakage;

import io.veilpool.agent.attack.AttackBudget;
import java.util.Optional;

/** How much the attack library may spend on a DPM. */
public enum AttackEffort {
    /** The library is not run; a report says so. */
    NONE,
    /** Seconds, for trying things out: too small for a statement about leakage. */
    SMOKE,
    /** At most ten minutes of one core for images of 32 x 32, and the training of two surrogates. */
    STANDARD,
    /** Some ten times that. */
    THOROUGH;

    Optional<AttackBudget> budget() {
        return switch (this) {
            case NONE -> Optional.empty();
            case SMOKE -> Optional.of(AttackBudget.smoke());
            case STANDARD -> Optional.of(AttackBudget.standard());
            case THOROUGH -> Optional.of(AttackBudget.thorough());
        };
    }
}
