package io.veilpool.model.protocol;

/** Request: an admin lets an auditor see a collaboration. {@code auditor} is the name of an account, or the name in an external issuer's tokens. */
public record GrantAccess(String auditor) {}
