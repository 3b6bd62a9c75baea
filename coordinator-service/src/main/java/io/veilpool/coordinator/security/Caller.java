package io.veilpool.coordinator.security;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who calls: an entity's agent or a person. A parameter of this type in a controller is filled in from the token.
 *
 * @param id         entity id or user name
 * @param name       entity name or user name, for people to read
 * @param entityId   the entity, null for a person
 * @param membership the collaboration that the entity is a member of, null for a person
 */
public record Caller(
        String id,
        String name,
        CallerRole role,
        @Nullable UUID entityId,
        @Nullable UUID membership) {
    public static Caller entity(UUID id, String name, UUID collaboration) {
        return new Caller(id.toString(), name, CallerRole.ENTITY, id, collaboration);
    }

    public static Caller person(String username, CallerRole role) {
        return new Caller(username, username, role, null, null);
    }

    /** The calling entity; refuses persons. */
    public UUID entity() {
        if (entityId == null) {
            throw new RefusedException(ProblemType.FORBIDDEN, "Only an entity may do this; " + name + " is a person.");
        }
        return entityId;
    }

    public boolean is(CallerRole wanted) {
        return role == wanted;
    }

    /** How the audit trail names the caller. */
    public String actor() {
        return entityId == null ? "person " + name : "entity " + name + " " + id;
    }
}
