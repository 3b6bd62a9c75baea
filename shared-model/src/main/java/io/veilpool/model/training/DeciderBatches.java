package io.veilpool.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws batches, a fixed part of each from own rows. */
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
        int wanted = (int) Math.round(config.batch() * config.ownShare());
        this.ownCount = poolSampler == null ? config.batch() : ownSampler == null ? 0 : wanted;
        this.poolCount = config.batch() - ownCount;
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
