package io.veilpool.coordinator.pool;

import io.veilpool.model.protocol.ShardEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Shards and row digests of contributions: what is in the pool once is not taken twice. */
@Component
class ShardTable {
    private final JdbcClient jdbc;

    ShardTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Digests of these shards that a live contribution of the collaboration has already. */
    List<String> taken(UUID collaboration, List<ShardEntry> shards) {
        List<String> taken = new ArrayList<>();
        for (ShardEntry shard : shards) {
            int found = jdbc.sql("select count(*) from contribution_shard"
                            + " where collaboration_id = ? and digest = ? and live")
                    .params(collaboration, shard.digest())
                    .query(Integer.class)
                    .single();
            if (found > 0) {
                taken.add(shard.digest());
            }
        }
        return taken;
    }

    void insert(UUID contribution, UUID collaboration, List<ShardEntry> shards) {
        for (int i = 0; i < shards.size(); i++) {
            jdbc.sql("insert into contribution_shard (contribution_id, position, collaboration_id, digest)"
                            + " values (?, ?, ?, ?)")
                    .params(contribution, i, collaboration, shards.get(i).digest())
                    .update();
        }
    }

    /** Lets the shards of a rejected contribution be declared again. */
    void release(UUID contribution) {
        jdbc.sql("update contribution_shard set live = false where contribution_id = ?")
                .param(contribution)
                .update();
    }

    /** The same of one that is withdrawn, with the digests of its rows. */
    void forget(UUID contribution) {
        release(contribution);
        jdbc.sql("delete from contribution_row_index where contribution_id = ?")
                .param(contribution)
                .update();
    }

    /** Until the transaction ends nobody else adds rows to this pool. */
    void lockPool(UUID collaboration) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0)) is null")
                .param("pool " + collaboration)
                .query(Boolean.class)
                .single();
    }

    /** Rows of the digests that other accepted contributions have; one contribution's index in memory at a time. */
    long repeats(UUID collaboration, RowDigests rows) {
        List<UUID> others = jdbc
                .sql("select contribution_id from contribution_row_index where collaboration_id = ?")
                .param(collaboration)
                .query(UUID.class)
                .list()
                .stream()
                .map(Objects::requireNonNull)
                .toList();
        long repeats = 0;
        for (UUID other : others) {
            byte[] index = jdbc.sql("select row_digests from contribution_row_index where contribution_id = ?")
                    .param(other)
                    .query(byte[].class)
                    .single();
            repeats += rows.inCommon(RowDigests.of(index));
        }
        return repeats;
    }

    void insertIndex(UUID contribution, UUID collaboration, RowDigests rows) {
        jdbc.sql("insert into contribution_row_index (contribution_id, collaboration_id, row_digests)"
                        + " values (?, ?, ?)")
                .params(contribution, collaboration, rows.bytes())
                .update();
    }
}
