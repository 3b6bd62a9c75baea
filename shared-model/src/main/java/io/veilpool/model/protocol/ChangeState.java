package io.veilpool.model.protocol;

/** Request: move a collaboration to its next state. */
public record ChangeState(CollaborationState state) {}
