package io.veilpool.coordinator.settings;

/** What this process does. */
public enum Role {
    API,
    WORKER
}
