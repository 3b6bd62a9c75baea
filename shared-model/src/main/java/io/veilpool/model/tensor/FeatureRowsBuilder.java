package io.veilpool.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.FeatureShape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Encodes batches of float32 rows. */
final class FeatureRowsBuilder {
    private static final int GREATEST_I8 = 127;

    private final RowLayout layout;
    private final MemorySegment values;
    private final MemorySegment scales;
    private final int[] labels;
    private int rows;
    private boolean built;

    FeatureRowsBuilder(FeatureShape shape, ElementType type, int capacity, RowMemory memory) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1 row, was " + capacity);
        }
        layout = new RowLayout(shape, type);
        values = memory.take(capacity * layout.valueBytes());
        scales =
                layout.groups() == 0 ? MemorySegment.ofArray(new byte[0]) : memory.take(capacity * layout.scaleBytes());
        labels = new int[capacity];
    }

    void append(NDArray batch, int[] batchLabels) {
        FeatureShape shape = layout.shape();
        int n = batchLabels.length;
        Shape expected = new Shape(n, shape.channels(), shape.height(), shape.width());
        if (!batch.getShape().equals(expected) || batch.getDataType() != DataType.FLOAT32) {
            throw new IllegalArgumentException(
                    "needs float32 rows " + expected + ", got " + batch.getDataType() + " " + batch.getShape());
        }
        if (built || rows + n > labels.length) {
            throw new IllegalStateException(
                    (rows + n) + " rows do not fit, capacity " + labels.length + (built ? ", built already" : ""));
        }
        for (int label : batchLabels) {
            if (label < 0) {
                throw new IllegalArgumentException("a label must be at least 0, was " + label);
            }
        }
        try (NDManager scope = batch.getManager().newSubManager(batch.getDevice())) {
            encode(scope, batch, n);
        }
        System.arraycopy(batchLabels, 0, labels, rows, n);
        rows += n;
    }

    private void encode(NDManager scope, NDArray batch, int n) {
        NDArray grouped = batch.reshape(n, Math.max(1, layout.groups()), -1);
        grouped.attach(scope);
        if (layout.type() == ElementType.I8) {
            NDArray rowScales = Scalars.over(grouped.abs().max(new int[] {2}, true), GREATEST_I8);
            // A group of zeros has scale 0; the divisor keeps 0 / 0 away.
            NDArray quantised = grouped.div(Scalars.atLeast(rowScales, Float.MIN_NORMAL))
                    .round()
                    .clip(-GREATEST_I8, GREATEST_I8);
            store(rowScales, ElementType.F32, scales, rows * layout.scaleBytes());
            store(quantised.toType(DataType.INT8, true), ElementType.I8, values, rows * layout.valueBytes());
        } else {
            NDArray converted = grouped.toType(layout.type().dataType(), true);
            store(converted, layout.type(), values, rows * layout.valueBytes());
        }
    }

    private static void store(NDArray array, ElementType type, MemorySegment target, long offset) {
        MemorySegment bytes = MemorySegment.ofBuffer(ByteBuffer.wrap(array.toByteArray()));
        long bad = FiniteValues.firstNotFinite(type, bytes);
        if (bad >= 0) {
            throw new IllegalArgumentException("value " + bad + " of the batch is not finite as " + type
                    + "; store F32 if features leave the range of float16, and check the network if they are NaN");
        }
        MemorySegment.copy(bytes, 0, target, offset, bytes.byteSize());
    }

    FeatureRows build() {
        if (built || rows == 0) {
            throw new IllegalStateException(built ? "built already" : "no rows were appended");
        }
        built = true;
        return FeatureRows.of(new RowBlock(
                layout,
                values.asSlice(0, rows * layout.valueBytes()).asReadOnly(),
                scales.asSlice(0, rows * layout.scaleBytes()).asReadOnly(),
                Arrays.copyOf(labels, rows)));
    }
}
