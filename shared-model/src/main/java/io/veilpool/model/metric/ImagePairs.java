package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;

/** Checks that all comparisons of images share. */
final class ImagePairs {
    private ImagePairs() {}

    /** @throws IllegalArgumentException unless both are (N, C, H, W) of the same floating type and shape, N at least 1 */
    static void check(NDArray a, NDArray b) {
        if (a.getShape().dimension() != 4 || a.getShape().get(0) < 1) {
            throw new IllegalArgumentException(
                    "images must have shape (N, C, H, W) with N at least 1, got " + a.getShape());
        }
        if (!a.getShape().equals(b.getShape())) {
            throw new IllegalArgumentException(
                    "images must have equal shapes, got " + a.getShape() + " and " + b.getShape());
        }
        if (a.getDataType() != b.getDataType() || !a.getDataType().isFloating()) {
            throw new IllegalArgumentException(
                    "images must have one floating type, got " + a.getDataType() + " and " + b.getDataType());
        }
    }
}
