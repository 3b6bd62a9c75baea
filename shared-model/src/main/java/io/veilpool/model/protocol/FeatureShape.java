package io.veilpool.model.protocol;

/**
 * Shape of one feature row at the hook point. Pooled features are {@code channels x 1 x 1}.
 */
public record FeatureShape(int channels, int height, int width) {
    /** Number of values of one row. */
    public int values() {
        return channels * height * width;
    }
}
