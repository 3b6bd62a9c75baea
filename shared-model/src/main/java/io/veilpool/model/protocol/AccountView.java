package io.veilpool.model.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person's account; {@code password} is present only in the answer to its creation. */
public record AccountView(
        String username,
        String role,
        boolean active,
        @Nullable String password,
        Instant createdAt) {}
