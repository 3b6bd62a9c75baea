package io.veilpool.coordinator.pool;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the worker works.
 *
 * @param threads     processor threads of a training; 0 = all processors
 * @param poolDecider how the decider is trained on pooled rows alone
 */
@ConfigurationProperties("veilpool.worker")
record WorkerSettings(
        @DefaultValue("0") int threads, @DefaultValue PoolDecider poolDecider) {
    WorkerSettings {
        if (threads < 0 || threads > 1024) {
            throw new IllegalArgumentException("veilpool.worker.threads must be 0 to 1024, was " + threads);
        }
    }

    /**
     * @param steps training steps, 1 to 1,000,000
     * @param seed  decides the random start and the order of rows; by default the snapshot's Merkle root does
     */
    record PoolDecider(
            @DefaultValue("300") int steps, @Nullable Long seed) {
        PoolDecider {
            if (steps < 1 || steps > 1_000_000) {
                throw new IllegalArgumentException(
                        "veilpool.worker.pool-decider.steps must be 1 to 1000000, was " + steps);
            }
        }
    }

    /** The seed of a training on the snapshot with this Merkle root, the same at every repetition. */
    long seed(String merkleRoot) {
        Long set = poolDecider.seed();
        return set != null ? set : Long.parseUnsignedLong(merkleRoot.substring(0, 16), 16);
    }

    int processorThreads() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
