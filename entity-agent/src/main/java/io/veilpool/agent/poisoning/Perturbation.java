package io.veilpool.agent.poisoning;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;

/**
 * What is done to original features before the DPM sees them: Deep Poisoning, Table 3, where noise and filters are combined with it as
 * {@code z' = P(pert(z))} and P learns to repair them.
 */
@FunctionalInterface
public interface Perturbation {
    /** Leaves features as they are. */
    Perturbation NONE = (features, random) -> features;

    /**
     * @param features (N, C, H, W) float32; not closed, not changed
     * @param random   the only source of chance
     * @return same shape, owned by the manager of {@code features}
     */
    NDArray of(NDArray features, RandomGenerator random);
}
