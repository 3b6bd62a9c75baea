package io.veilpool.model.protocol;

/** REQUESTED (nobody gets the rows any more; the worker deletes and rebuilds) > COMPLETED (certified). */
public enum WithdrawalState {
    REQUESTED,
    COMPLETED
}
