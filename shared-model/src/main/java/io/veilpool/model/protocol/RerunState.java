package io.veilpool.model.protocol;

/** OPEN (the entity has time) > OVERDUE (it had) > one of the others when the entity answers, which it may do late. */
public enum RerunState {
    OPEN,
    OVERDUE,
    /** The repeated figures are those of the first report, within the stated tolerance, and keep the charter's limits. */
    AGREES,
    /** They are not, or do not. */
    DEVIATES
}
