package io.veilpool.coordinator.security;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What security must know about collaborations and their members; the room {@code collaboration} answers. */
public interface Memberships {
    boolean exists(UUID collaboration);

    /** Collaborations that a person may audit now. */
    Set<UUID> auditedBy(String person);

    /** An entity's credentials, revoked or not. */
    Optional<EntityCredentials> credentials(UUID entity);

    /** @param publicKey the enrolled public JWK (EC P-256) as JSON text */
    record EntityCredentials(UUID entity, String name, UUID collaboration, String publicKey, boolean active) {}
}
