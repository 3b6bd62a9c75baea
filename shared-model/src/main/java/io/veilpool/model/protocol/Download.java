package io.veilpool.model.protocol;

import java.time.Instant;

/** A presigned GET address of an object; ranges are allowed. */
public record Download(String digest, long bytes, String url, Instant expiresAt) {}
