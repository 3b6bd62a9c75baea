package io.veilpool.coordinator.security;

import java.util.Optional;

/** What security must know about people; the room {@code account} answers. */
public interface PersonCredentials {
    /** The role of an active account. */
    Optional<CallerRole> activeRole(String username);
}
