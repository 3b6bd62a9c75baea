package io.veilpool.agent.refinement;

import io.veilpool.model.training.DeciderConfig;

/**
 * @param scratch how the decider on own data only is trained
 * @param refining how the published decider is refined, with and without the pool alike
 */
public record RefinementConfig(DeciderConfig scratch, DeciderConfig refining) {
    /** The demonstration's settings. */
    public static RefinementConfig defaults() {
        return new RefinementConfig(DeciderConfig.fromScratch(), DeciderConfig.refining());
    }

    /** For pooled rows that stand for several images each. */
    public RefinementConfig withRowImages(int rowImages) {
        return new RefinementConfig(scratch, refining.withRowImages(rowImages));
    }

    /** For trying things out. */
    public static RefinementConfig quick() {
        return new RefinementConfig(
                DeciderConfig.fromScratch().withSteps(50),
                DeciderConfig.refining().withSteps(50));
    }
}
