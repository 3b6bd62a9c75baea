package io.veilpool.model.protocol;

/** Request: invite an entity by name; the code that comes back works once, for {@code validHours} (1 to 720). */
public record InviteEntity(String entityName, int validHours) {}
