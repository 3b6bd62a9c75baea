package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.tensor.Scalars;

/**
 * Whether something points to its own original among many: nearest by cosine of mean-centred values. Holds native memory until it is
 * closed.
 */
public final class Retrieval implements AutoCloseable {
    private final NDManager manager = NDManager.newBaseManager();
    private final NDList originals = new NDList();
    private final NDList queries = new NDList();

    /** Both (N, ...) of one shape, row i of one belonging to row i of the other; not kept. */
    public void add(NDArray original, NDArray query) {
        originals.add(unit(original));
        queries.add(unit(query));
    }

    private NDArray unit(NDArray rows) {
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray flat = rows.reshape(rows.getShape().get(0), -1);
            flat.attach(scope);
            NDArray centred = flat.sub(flat.mean(new int[] {1}, true));
            NDArray norm =
                    Scalars.atLeast(centred.square().sum(new int[] {1}, true).sqrt(), 1e-8);
            NDArray result = centred.div(norm);
            result.attach(manager);
            return result;
        }
    }

    /**
     * For each query how many originals are at least as near as its own, itself not counted: 0 is a hit, and queries that say nothing
     * rank last instead of by chance.
     */
    public int[] ranks() {
        try (NDManager scope = manager.newSubManager()) {
            NDArray gallery = NDArrays.concat(originals);
            gallery.attach(scope);
            NDArray asked = NDArrays.concat(queries);
            asked.attach(scope);
            NDArray cosines = asked.matMul(gallery.transpose());
            NDArray own = asked.mul(gallery).sum(new int[] {1}, true);
            // The two products round differently; an original does not outrank itself by that.
            float[] nearer = cosines.gte(own.sub(1e-6f))
                    .toType(ai.djl.ndarray.types.DataType.FLOAT32, false)
                    .sum(new int[] {1})
                    .toFloatArray();
            int[] ranks = new int[nearer.length];
            for (int i = 0; i < ranks.length; i++) {
                ranks[i] = Math.max(0, Math.round(nearer[i]) - 1);
            }
            return ranks;
        }
    }

    /** Percent of queries whose own original is among the {@code k} nearest. */
    public static double percentWithin(int[] ranks, int k) {
        int hits = 0;
        for (int rank : ranks) {
            hits += rank < k ? 1 : 0;
        }
        return 100.0 * hits / ranks.length;
    }

    @Override
    public void close() {
        manager.close();
    }
}
