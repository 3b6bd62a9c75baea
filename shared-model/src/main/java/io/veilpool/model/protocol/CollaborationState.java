package io.veilpool.model.protocol;

/** DRAFT (charter being written) > OPEN (entities enrol, release is made) > SHARING (contributions) > CLOSED. */
public enum CollaborationState {
    DRAFT,
    OPEN,
    SHARING,
    CLOSED
}
