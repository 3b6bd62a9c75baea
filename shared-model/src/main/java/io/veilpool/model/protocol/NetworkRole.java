package io.veilpool.model.protocol;

/** Which part of the split network; lower-case names prefix the tensors of a release ({@code featurizer.conv1.weight}). */
public enum NetworkRole {
    FEATURIZER,
    DECIDER,
    RECONSTRUCTOR,

    /**
     * A featurizer of the same shape without protection, where the method protects in the featurizer: what an attacker makes of its features
     * counts as 1 on the leakage index's scale.
     */
    REFERENCE
}
