package io.veilpool.model.protocol;

/** DECLARED (bytes missing) > UPLOADED (waits for the worker) > ACCEPTED or REJECTED; all but REJECTED > WITHDRAWN. */
public enum ContributionState {
    DECLARED,
    UPLOADED,
    ACCEPTED,
    REJECTED,
    WITHDRAWN
}
