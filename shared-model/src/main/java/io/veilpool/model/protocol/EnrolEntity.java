package io.veilpool.model.protocol;

/**
 * Request without a token: use up an invitation. Enrolling accepts the charter's current version.
 *
 * @param invitationCode the one-time code
 * @param publicKey      public JWK (EC P-256, no private part) as JSON text, made by the agent
 */
public record EnrolEntity(String invitationCode, String publicKey) {}
