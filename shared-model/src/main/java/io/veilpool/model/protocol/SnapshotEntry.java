package io.veilpool.model.protocol;

import java.util.List;
import java.util.UUID;

/**
 * A contribution inside a snapshot. Commitment and rotation are those of its manifest: members need them to check that
 * a shard's header says the same.
 */
public record SnapshotEntry(
        UUID contribution,
        String entity,
        String dpmCommitment,
        int rotation,
        int rows,
        String rowType,
        List<ShardEntry> shards) {}
