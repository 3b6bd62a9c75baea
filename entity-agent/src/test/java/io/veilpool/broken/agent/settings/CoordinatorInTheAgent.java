package io.veilpool.broken.agent.settings;

import io.veilpool.coordinator.CoordinatorApplication;

/** Needs the coordinator's program. */
record CoordinatorInTheAgent(CoordinatorApplication application) {}
