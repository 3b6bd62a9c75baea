package io.veilpool.coordinator.security;

import io.veilpool.model.signing.SigningKey;

/** The coordinator's own signing key (EC P-256): signs tokens and the releases that the worker makes. */
public interface CoordinatorKey {
    SigningKey signingKey();
}
