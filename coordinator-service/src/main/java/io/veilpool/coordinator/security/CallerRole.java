package io.veilpool.coordinator.security;

/** What a caller is. */
public enum CallerRole {
    /** A person who runs the coordinator. */
    ADMIN,
    /** An enrolled agent of a collaborating entity. */
    ENTITY,
    /** A person who reads the collaborations that an admin granted, has measurements repeated there, and withdraws what those have frozen. */
    AUDITOR
}
