package io.veilpool.model.tensor;

import io.veilpool.model.protocol.FeatureShape;

/**
 * How one row is stored: its values in the element type, and for I8 a float32 scale for each group of values, which
 * {@code value = stored * scale} restores. A group is a channel, or the whole row where a channel has fewer than
 * {@value #LEAST_GROUP} values and its scale would cost more than it is worth.
 */
record RowLayout(FeatureShape shape, ElementType type) {
    static final int LEAST_GROUP = 16;

    RowLayout {
        if (shape.channels() < 1 || shape.height() < 1 || shape.width() < 1) {
            throw new IllegalArgumentException("every side of a feature row must be at least 1, got " + shape);
        }
        long values = (long) shape.channels() * shape.height() * shape.width();
        if (values > 1 << 26) {
            throw new IllegalArgumentException("a feature row of " + values + " values, limit " + (1 << 26));
        }
        if (type == ElementType.I64) {
            throw new IllegalArgumentException("feature rows are F32, F16 or I8, not I64");
        }
    }

    int values() {
        return shape.values();
    }

    long valueBytes() {
        return (long) shape.values() * type.bytes();
    }

    /** Number of scales of a row; 0 unless I8. */
    int groups() {
        if (type != ElementType.I8) {
            return 0;
        }
        return shape.height() * shape.width() >= LEAST_GROUP ? shape.channels() : 1;
    }

    long scaleBytes() {
        return (long) groups() * Float.BYTES;
    }

    /** Bytes of a row in a file, with its int64 label. */
    long fileBytes() {
        return valueBytes() + scaleBytes() + Long.BYTES;
    }
}
