package io.veilpool.agent.attack;

import io.veilpool.model.training.Progress;

/** One way to get back what poisoned features were made of. */
public interface Attack {
    /** Kebab-case, for instance {@code known-pairs}. */
    String name();

    /** What the attacker knows and has, a sentence. */
    String knowledge();

    /**
     * Runs the attack with its positive and its negative control.
     *
     * @param scene    not closed; attacks on one scene with one budget and seed share the attacker on original features
     * @param seed     with the number of threads it decides the result
     * @throws IllegalArgumentException if the scene lacks what the attacker has to know
     */
    AttackResult run(AttackScene scene, AttackBudget budget, long seed, Progress progress);
}
