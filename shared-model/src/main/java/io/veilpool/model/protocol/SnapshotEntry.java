package io.veilpool.model.protocol;

import java.util.List;
import java.util.UUID;

/** A contribution inside a snapshot. */
public record SnapshotEntry(UUID contribution, String entity, int rows, String rowType, List<ShardEntry> shards) {}
