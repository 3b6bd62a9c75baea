package io.veilpool.model.protocol;

/** DECLARED (bytes missing) > UPLOADED (waits for the worker) > ACCEPTED, REJECTED or, if its rows look unprotected, QUARANTINED; all but the last two > WITHDRAWN. */
public enum ContributionState {
    DECLARED,
    UPLOADED,
    ACCEPTED,
    REJECTED,
    QUARANTINED,
    WITHDRAWN
}
