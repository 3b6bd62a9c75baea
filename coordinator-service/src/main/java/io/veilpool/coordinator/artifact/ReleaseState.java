package io.veilpool.coordinator.artifact;

/** DECLARED (bytes missing) > PUBLISHED or REJECTED, both final. */
enum ReleaseState {
    DECLARED,
    PUBLISHED,
    REJECTED
}
