package io.veilpool.model.protocol;

import java.time.Instant;

/** One version of a charter; versions count from 1. */
public record CharterView(int version, Charter charter, Instant createdAt) {}
