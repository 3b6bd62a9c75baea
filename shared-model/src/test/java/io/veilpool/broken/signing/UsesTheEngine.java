package io.veilpool.broken.signing;

/** Breaks a rule of rooms and arrows, so that the rule is seen to fail. */
public interface UsesTheEngine {
    ai.djl.ndarray.NDArray forbidden();
}
