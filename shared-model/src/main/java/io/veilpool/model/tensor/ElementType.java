package io.veilpool.model.tensor;

import ai.djl.ndarray.types.DataType;

/** Element types that parties may exchange; bfloat16 is refused because the engine's bridge dies of it. */
public enum ElementType {
    F32(4, DataType.FLOAT32),
    F16(2, DataType.FLOAT16),
    I8(1, DataType.INT8),
    I64(8, DataType.INT64);

    private final int bytes;
    private final DataType dataType;

    ElementType(int bytes, DataType dataType) {
        this.bytes = bytes;
        this.dataType = dataType;
    }

    /** Size of one element. */
    public int bytes() {
        return bytes;
    }

    /** The engine's name for it. */
    public DataType dataType() {
        return dataType;
    }

    /**
     * The element type of an engine type.
     *
     * @throws IllegalArgumentException for an engine type that is never exchanged
     */
    public static ElementType of(DataType dataType) {
        for (ElementType type : values()) {
            if (type.dataType == dataType) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "element type " + dataType + " cannot be exchanged; convert to float32, float16, int8 or int64 first");
    }
}
