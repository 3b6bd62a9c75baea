package io.veilpool.broken.agent.attack;

import io.veilpool.agent.leakage.ProbeConfig;

/** An attack that knows the probe. */
public final class AttackThatJudges {
    private AttackThatJudges() {}

    public static Class<?> probe() {
        return ProbeConfig.class;
    }
}
