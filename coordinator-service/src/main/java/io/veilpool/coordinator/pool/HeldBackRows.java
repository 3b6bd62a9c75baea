package io.veilpool.coordinator.pool;

import io.veilpool.model.tensor.PoisonedFeatures;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Rows that none of the coordinator's deciders is trained on, so that one can be compared with another: of each contribution of
 * {@value #ONE_IN} rows or more every tenth, from a place that the contribution's id gives. They are the same in every snapshot.
 */
final class HeldBackRows {
    static final int ONE_IN = 10;

    private final int first;

    /** @param rows of the whole contribution */
    HeldBackRows(UUID contribution, int rows) {
        this.first = rows < ONE_IN
                ? Integer.MAX_VALUE
                : Math.floorMod(contribution.getMostSignificantBits() ^ contribution.getLeastSignificantBits(), ONE_IN);
    }

    /** @param row counted from 0 over all shards of the contribution */
    boolean contains(int row) {
        return row >= first && (row - first) % ONE_IN == 0;
    }

    /** Those of a shard that are held back. @param before rows in the contribution's earlier shards */
    PoisonedFeatures of(PoisonedFeatures shard, int before) {
        return chosen(shard, row -> contains(before + row));
    }

    /** Those of a shard to train on. */
    PoisonedFeatures others(PoisonedFeatures shard, int before) {
        return chosen(shard, row -> !contains(before + row));
    }

    private static PoisonedFeatures chosen(PoisonedFeatures shard, IntPredicate wanted) {
        return shard.select(IntStream.range(0, shard.rows()).filter(wanted).toArray());
    }
}
