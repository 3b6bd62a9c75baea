package io.veilpool.model.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Looks for NaN and infinity by their bits, without the engine. */
final class FiniteValues {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int F32_EXPONENT = 0x7f800000;
    private static final int F16_EXPONENT = 0x7c00;

    private FiniteValues() {}

    /** Index of the first value that is not finite, or -1; integers are always finite. */
    static long firstNotFinite(ElementType type, MemorySegment values) {
        return switch (type) {
            case F32 -> firstIn32(values);
            case F16 -> firstIn16(values);
            case I8, I64 -> -1;
        };
    }

    private static long firstIn32(MemorySegment values) {
        long count = values.byteSize() / Float.BYTES;
        for (long i = 0; i < count; i++) {
            if ((values.get(INT, i * Float.BYTES) & F32_EXPONENT) == F32_EXPONENT) {
                return i;
            }
        }
        return -1;
    }

    private static long firstIn16(MemorySegment values) {
        long count = values.byteSize() / Short.BYTES;
        for (long i = 0; i < count; i++) {
            if ((values.get(SHORT, i * Short.BYTES) & F16_EXPONENT) == F16_EXPONENT) {
                return i;
            }
        }
        return -1;
    }
}
