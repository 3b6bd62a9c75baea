package io.veilpool.model.protocol;

/**
 * DECLARED (bytes missing) > UPLOADED (waits for the worker) > ACCEPTED, REJECTED or, if its rows look unprotected, QUARANTINED.
 * ACCEPTED and FROZEN (a re-run of its report is overdue or deviates: in no new snapshot) change places. All but REJECTED and
 * QUARANTINED > WITHDRAWN.
 */
public enum ContributionState {
    DECLARED,
    UPLOADED,
    ACCEPTED,
    REJECTED,
    QUARANTINED,
    FROZEN,
    WITHDRAWN
}
