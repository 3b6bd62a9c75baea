package io.veilpool.coordinator.collaboration;

import io.veilpool.model.protocol.CollaborationView;

/** A collaboration and the version that its entity tag is made of. */
record Versioned(CollaborationView view, long version) {}
