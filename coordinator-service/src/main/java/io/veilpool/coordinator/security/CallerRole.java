package io.veilpool.coordinator.security;

/** What a caller is. */
public enum CallerRole {
    /** A person who runs the coordinator. */
    ADMIN,
    /** An enrolled agent of a collaborating entity. */
    ENTITY,
    /** A person who reads everything, has measurements repeated, and withdraws what those have frozen. */
    AUDITOR
}
