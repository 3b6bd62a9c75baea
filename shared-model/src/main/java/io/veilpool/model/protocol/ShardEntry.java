package io.veilpool.model.protocol;

/** One shard of a contribution: SHA-256 of its bytes (lower-case hex), size, rows. */
public record ShardEntry(String digest, long bytes, int rows) {}
