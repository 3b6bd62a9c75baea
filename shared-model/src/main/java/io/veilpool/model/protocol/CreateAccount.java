package io.veilpool.model.protocol;

/** Request: an admin makes an account for a person; {@code role} is {@code ADMIN} or {@code AUDITOR}. */
public record CreateAccount(String username, String role) {}
