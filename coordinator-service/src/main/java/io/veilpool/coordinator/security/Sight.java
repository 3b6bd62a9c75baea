package io.veilpool.coordinator.security;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How much of the coordinator somebody sees.
 *
 * @param everything     all collaborations there are, and what is about none
 * @param collaborations otherwise these, and nothing else
 */
public record Sight(boolean everything, Set<UUID> collaborations) {
    public static final Sight EVERYTHING = new Sight(true, Set.of());

    public Sight {
        collaborations = Set.copyOf(collaborations);
    }

    public static Sight of(Set<UUID> collaborations) {
        return new Sight(false, collaborations);
    }

    /** @param collaboration null for what is about none */
    public boolean shows(@Nullable UUID collaboration) {
        return everything || (collaboration != null && collaborations.contains(collaboration));
    }
}
