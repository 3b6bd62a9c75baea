package io.veilpool.model.protocol;

/** Request: create a collaboration as a draft. */
public record OpenCollaboration(String name, Charter charter) {}
