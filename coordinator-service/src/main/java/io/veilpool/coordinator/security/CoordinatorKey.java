package io.veilpool.coordinator.security;

import io.veilpool.model.signing.SigningKey;
import java.util.List;

/** The coordinator's own signing key (EC P-256): signs tokens and the releases that the worker makes. */
public interface CoordinatorKey {
    SigningKey signingKey();

    /** Public keys (JWK) of all processes, which sign alike, those of before included. */
    List<String> publicKeys();
}
