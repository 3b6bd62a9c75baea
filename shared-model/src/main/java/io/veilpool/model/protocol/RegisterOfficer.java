package io.veilpool.model.protocol;

/** Request: register a person who may release an entity's contributions. {@code publicKey} is a public JWK (EC P-256) as JSON text. */
public record RegisterOfficer(String name, String publicKey) {}
