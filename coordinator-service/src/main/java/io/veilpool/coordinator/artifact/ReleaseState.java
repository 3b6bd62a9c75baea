package io.veilpool.coordinator.artifact;

/** DECLARED (bytes missing) > PUBLISHED or REJECTED; a decider whose rows were withdrawn: PUBLISHED > WITHDRAWN. */
enum ReleaseState {
    DECLARED,
    PUBLISHED,
    REJECTED,
    WITHDRAWN
}
