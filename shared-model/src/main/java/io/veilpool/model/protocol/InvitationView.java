package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invitation.
 *
 * @param code  the one-time code; present only in the answer to its creation, kept as a hash
 * @param state {@code PENDING}, {@code USED}, {@code REVOKED} or {@code EXPIRED}
 */
public record InvitationView(
        UUID id, String entityName, @Nullable String code, String state, Instant createdAt, Instant expiresAt) {}
