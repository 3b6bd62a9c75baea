package io.veilpool.experiments.methods;

import io.veilpool.agent.attack.Poisoner;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import org.jspecify.annotations.Nullable;

/**
 * What one contestant published and keeps.
 *
 * @param networks with the unprotected featurizer as reference
 * @param module   that rows go through; null: they leave as the featurizer made them
 */
record Protected(PublishedNetworks networks, @Nullable PrivateDpm module) implements AutoCloseable {
    private static final Poisoner AS_IT_IS = new Poisoner() {
        @Override
        public PoisonedFeatures poison(OriginalFeatures original, long noiseSeed) {
            return PoisonedFeatures.of(original.values());
        }

        @Override
        public boolean deterministic() {
            return true;
        }
    };

    /** As the rows of an image leave. */
    Poisoner poisoner() {
        return module == null ? AS_IT_IS : Poisoner.of(module);
    }

    @Override
    public void close() {
        networks.close();
        if (module != null) {
            module.close();
        }
    }
}
