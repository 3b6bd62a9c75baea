package io.veilpool.experiments.world;

/** Which classes the publishing entity has. */
public enum WorldKind {
    /** All, like everybody. */
    EQUAL,
    /** Not three in ten (at least one), which the seed draws; everybody else has all. */
    SKEWED
}
