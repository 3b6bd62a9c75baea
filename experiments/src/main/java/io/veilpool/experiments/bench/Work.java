package io.veilpool.experiments.bench;

import java.io.IOException;

/**
 * One kind of work on images.
 *
 * @param name  for tables
 * @param flops arithmetic for one image in its convolutions and linear layers, a multiplication and its addition counted as two
 * @param rate  does it once
 */
record Work(String name, double flops, Rate rate) {
    /** Does it once and says how fast that was. */
    interface Rate {
        double imagesPerSecond() throws IOException;
    }

    /** Inference: all of the time counts. */
    static Work timed(String name, double flops, int images, Runnable once) {
        return new Work(name, flops, () -> {
            long began = System.nanoTime();
            once.run();
            return images * 1e9 / (System.nanoTime() - began);
        });
    }
}
