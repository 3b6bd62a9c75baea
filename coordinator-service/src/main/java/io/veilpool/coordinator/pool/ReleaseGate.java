package io.veilpool.coordinator.pool;

import io.veilpool.model.gate.ProtectionGate;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate of one release while it looks at one contribution.
 *
 * @param gate null: the publisher could not fit one, and all rows pass
 */
record ReleaseGate(@Nullable ProtectionGate gate) implements AutoCloseable {
    void add(PoisonedFeatures rows) {
        if (gate != null) {
            gate.add(rows);
        }
    }

    /** A sentence if too many of the rows look unprotected. */
    Optional<String> problem() {
        return gate == null ? Optional.empty() : gate.problem();
    }

    @Override
    public void close() {
        if (gate != null) {
            gate.close();
        }
    }
}
