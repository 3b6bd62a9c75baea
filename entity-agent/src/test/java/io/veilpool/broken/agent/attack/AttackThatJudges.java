package io.veilpool.broken.agent.attack;

import io.veilpool.agent.leakage.LeakageVerdict;

/** An attack that knows the gate. */
public final class AttackThatJudges {
    private AttackThatJudges() {}

    public static LeakageVerdict verdict() {
        return new LeakageVerdict.Admitted();
    }
}
