package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Skeleton. */
public final class PriorGuesses {
    private PriorGuesses() {}

    /** The best guess without features: a picture per class or for all. */
    public enum Kind {
        MEAN,
        MEDIAN,
        CLASS_MEAN,
        CLASS_MEDIAN
    }

    /** New array (n, C, H, W) float32: what this guess says about images of these classes. */
    public NDArray guess(NDManager manager, Kind kind, int[] labels) {
        throw new IllegalStateException("not yet");
    }

    /** Skeleton. */
    public static final class Builder {
        public Builder(int channels, int height, int width, int classes) {}

        public Builder add(NDArray images, int[] labels) {
            throw new IllegalStateException("not yet");
        }

        public PriorGuesses build() {
            throw new IllegalStateException("not yet");
        }
    }
}
