package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A collaboration as its members, admins and auditors see it. */
public record CollaborationView(
        UUID id,
        String name,
        CollaborationState state,
        CharterView charter,
        List<MemberView> members,
        Instant createdAt) {}
