package io.veilpool.coordinator.security;

import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;

/** The caller of the request that this thread works on. */
public final class CurrentCaller {
    private CurrentCaller() {}

    public static Optional<Caller> find() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication authenticated
                ? Optional.of(authenticated.caller())
                : Optional.empty();
    }
}
