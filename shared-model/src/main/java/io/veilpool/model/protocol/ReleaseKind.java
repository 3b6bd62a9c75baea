package io.veilpool.model.protocol;

/** NETWORK: featurizer, decider and reconstructor, by the publishing entity. POOL_DECIDER: a decider trained by the coordinator on a snapshot. There is no kind DPM. */
public enum ReleaseKind {
    NETWORK,
    POOL_DECIDER
}
