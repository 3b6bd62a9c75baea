package io.veilpool.agent.refinement;

/** The four deciders an entity can keep; the names are those of {@code RefinementReport.chosen}. */
public enum Choice {
    /** From scratch on own original features: the paper's lone entity. */
    OWN_DATA_ONLY,
    /** The published decider as it is. */
    PUBLISHED_DECIDER,
    /** The published decider refined on own original features. */
    PUBLISHED_REFINED,
    /** The same start, steps and schedule, with the pool. */
    WITH_POOL
}
