package io.veilpool.agent.poisoning;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.Weights;

/**
 * What an entity does to each row before the row leaves, and keeps for itself: under Deep Poisoning a network P, under other methods
 * what they have in its place. The rows keep their shape.
 */
public interface RowTransform extends AutoCloseable {
    /**
     * @param rows (N, C, H, W) float32
     * @return the same shape; owned by the manager of {@code rows}
     */
    NDArray apply(NDArray rows);

    /**
     * The same with other random numbers, as whoever has it can draw them, to learn from many draws. Rows that leave are of {@link #apply(NDArray)}.
     *
     * @param seed decides what is random of it
     */
    default NDArray apply(NDArray rows, long seed) {
        return apply(rows);
    }

    /** Whether the seed of {@link #apply(NDArray, long)} changes anything. */
    default boolean isRandom() {
        return false;
    }

    /** Everything secret of it. */
    Weights weights();

    /** What it is, weights aside: for people, and for the method to open it again. */
    String module();

    @Override
    void close();

    /** Opens what was kept. */
    @FunctionalInterface
    interface Opener {
        /** @throws IllegalArgumentException if module, shape and weights do not fit */
        RowTransform open(String module, FeatureShape shape, Weights weights);
    }
}
