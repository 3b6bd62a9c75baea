package io.veilpool.model.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Rows that follow one another in memory; immutable once built. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and the room keeps the labels to itself
record RowBlock(RowLayout layout, MemorySegment values, MemorySegment scales, int[] labels) {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    RowBlock {
        if (values.byteSize() != labels.length * layout.valueBytes()
                || scales.byteSize() != labels.length * layout.scaleBytes()) {
            throw new IllegalArgumentException(labels.length + " labels with " + values.byteSize()
                    + " bytes of values and " + scales.byteSize() + " of scales");
        }
    }

    int rows() {
        return labels.length;
    }

    RowBlock slice(int from, int to) {
        return new RowBlock(
                layout,
                values.asSlice(from * layout.valueBytes(), (to - from) * layout.valueBytes()),
                scales.asSlice(from * layout.scaleBytes(), (to - from) * layout.scaleBytes()),
                Arrays.copyOfRange(labels, from, to));
    }

    MemorySegment rowValues(int row) {
        return values.asSlice(row * layout.valueBytes(), layout.valueBytes());
    }

    MemorySegment rowScales(int row) {
        return scales.asSlice(row * layout.scaleBytes(), layout.scaleBytes());
    }

    void copyRow(int row, float[] target) {
        MemorySegment stored = rowValues(row);
        int values = layout.values();
        switch (layout.type()) {
            case F32 -> MemorySegment.copy(stored, FLOAT, 0, target, 0, values);
            case F16 -> {
                for (int i = 0; i < values; i++) {
                    target[i] = Float.float16ToFloat(stored.get(SHORT, (long) i * Short.BYTES));
                }
            }
            case I8 -> {
                MemorySegment rowScales = rowScales(row);
                int group = values / layout.groups();
                for (int i = 0; i < values; i++) {
                    float scale = rowScales.get(FLOAT, (long) (i / group) * Float.BYTES);
                    target[i] = stored.get(ValueLayout.JAVA_BYTE, i) * scale;
                }
            }
            case I64 -> throw new IllegalStateException("a layout never has I64");
        }
    }
}
