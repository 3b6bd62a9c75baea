package io.veilpool.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.protocol.FeatureShape;
import java.nio.ByteBuffer;

/** Skeleton. */
public final class FeatureRows {
    private FeatureRows() {}

    public int rows() {
        throw new IllegalStateException("not yet");
    }

    public FeatureShape shape() {
        throw new IllegalStateException("not yet");
    }

    public ElementType type() {
        throw new IllegalStateException("not yet");
    }

    public int label(int row) {
        throw new IllegalStateException("not yet");
    }

    public NDArray batch(NDManager manager, int[] rows) {
        throw new IllegalStateException("not yet");
    }

    public NDArray labels(NDManager manager, int[] rows) {
        throw new IllegalStateException("not yet");
    }

    public int[] rowsPerClass(int classes) {
        throw new IllegalStateException("not yet");
    }

    public void copyRow(int row, float[] target) {
        throw new IllegalStateException("not yet");
    }

    public ByteBuffer storedRow(int row) {
        throw new IllegalStateException("not yet");
    }

    /** Skeleton. */
    public static final class Builder {
        public Builder(FeatureShape shape, ElementType type, int capacity) {}

        public Builder append(NDArray rows, int[] labels) {
            throw new IllegalStateException("not yet");
        }

        public FeatureRows build() {
            throw new IllegalStateException("not yet");
        }
    }
}
