package io.veilpool.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.protocol.FeatureShape;
import java.nio.ByteBuffer;

/** Feature rows with their class indices. Original and poisoned features are two types, so that one cannot pass for the other. */
public sealed interface LabelledFeatures permits OriginalFeatures, PoisonedFeatures {
    /** The rows behind both types. */
    FeatureRows values();

    /** {@link FeatureRows#select} of the same type. */
    LabelledFeatures select(int[] rows);

    default int rows() {
        return values().rows();
    }

    default FeatureShape shape() {
        return values().shape();
    }

    /** How the rows are stored. */
    default ElementType type() {
        return values().type();
    }

    /** Class index of a row, at least 0. */
    default int label(int row) {
        return values().label(row);
    }

    /** New array (n, C, H, W) float32 of the chosen rows, owned by the manager. */
    default NDArray batch(NDManager manager, int[] rows) {
        return values().batch(manager, rows);
    }

    /** New array (n) int64 of the chosen rows' class indices, owned by the manager. */
    default NDArray labels(NDManager manager, int[] rows) {
        return values().labels(manager, rows);
    }

    /**
     * Number of rows of each class.
     *
     * @throws IllegalArgumentException if a label is not below {@code classes}
     */
    default int[] rowsPerClass(int classes) {
        return values().rowsPerClass(classes);
    }

    /** The row's values as float32 without the engine; {@code target} has {@code shape().values()} places. */
    default void copyRow(int row, float[] target) {
        values().copyRow(row, target);
    }

    /** The row as it is stored (values, then scales if any), read-only: equal bytes mean equal rows. */
    default ByteBuffer storedRow(int row) {
        return values().storedRow(row);
    }
}
