package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;

/** Skeleton. */
public final class BestReading {
    private BestReading() {}

    /** Best of picture, negative and affine fix, per image and metric. */
    public static ImageScores of(NDArray originals, NDArray reconstructions) {
        throw new IllegalStateException("not yet");
    }
}
