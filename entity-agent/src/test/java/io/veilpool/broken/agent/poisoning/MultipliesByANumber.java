package io.veilpool.broken.agent.poisoning;

import ai.djl.ndarray.NDArray;

/** Breaks a rule of this module, so that the rule is seen to fail. */
public interface MultipliesByANumber {
    default NDArray forbidden(NDArray loss) {
        return loss.mul(2);
    }
}
