package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A frozen, ordered list of accepted contributions (by entity name, then shard order).
 *
 * @param withdrawn  contributions of it that have left the pool since; nobody gets the rows of a snapshot that has any
 * @param merkleRoot root over the shard digests in this order, lower-case hex (RFC 6962 hashing)
 */
public record PoolSnapshotView(
        UUID id,
        int number,
        String releaseDigest,
        String merkleRoot,
        int rows,
        long bytes,
        List<SnapshotEntry> entries,
        List<UUID> withdrawn,
        Instant createdAt) {}
