package io.veilpool.model.protocol;

/** Which part of the split network; lower-case names prefix the tensors of a release ({@code featurizer.conv1.weight}). */
public enum NetworkRole {
    FEATURIZER,
    DECIDER,
    RECONSTRUCTOR
}
