package io.veilpool.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws batches, the same part of each from own rows: their share of all rows, weighted. */
final class DeciderBatches {
    record Batch(NDArray rows, NDArray labels) {}

    private final RowSource own;
    private final RowSource pool;
    private final @Nullable BatchSampler ownSampler;
    private final @Nullable BatchSampler poolSampler;
    private final int ownCount;
    private final int poolCount;

    DeciderBatches(RowSource own, RowSource pool, DeciderConfig config, long seed) {
        this.own = own;
        this.pool = pool;
        SplittableRandom seeds = new SplittableRandom(seed);
        long ownSeed = seeds.nextLong();
        long poolSeed = seeds.nextLong();
        this.ownSampler = own.rows() == 0 ? null : new BatchSampler(own.rows(), ownSeed);
        this.poolSampler = pool.rows() == 0 ? null : new BatchSampler(pool.rows(), poolSeed);
        this.ownCount = ownCount(config, own.rows(), pool.rows());
        this.poolCount = config.batch() - ownCount;
    }

    /** Rows of a batch that are own ones; of both kinds at least one, unless one has none or weighs nothing. */
    static int ownCount(DeciderConfig config, int ownRows, int poolRows) {
        double weighted = ownRows * config.ownWeight();
        if (poolRows == 0) {
            return config.batch();
        }
        if (weighted == 0) {
            return 0;
        }
        long share = Math.round(config.batch() * weighted / (weighted + poolRows));
        return (int) Math.clamp(share, 1, config.batch() - 1);
    }

    Batch next(NDManager manager) {
        NDList rows = new NDList();
        NDList labels = new NDList();
        if (ownSampler != null && ownCount > 0) {
            own.gather(manager, ownSampler.next(ownCount), rows, labels);
        }
        if (poolSampler != null && poolCount > 0) {
            pool.gather(manager, poolSampler.next(poolCount), rows, labels);
        }
        return new Batch(NDArrays.concat(rows), NDArrays.concat(labels));
    }
}
