package io.veilpool.broken.agent.publishing;

import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;

/** Names what never leaves an entity. */
record LeakingPublication(PrivateDpm dpm, OriginalFeatures original, PoisonedFeatures poisoned) {}
