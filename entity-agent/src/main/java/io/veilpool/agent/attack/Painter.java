package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;

/** What an attacker ends up with: pictures of rows. */
interface Painter extends AutoCloseable {
    /**
     * @param rows   (N, C, H, W)
     * @param labels of the rows, which travel with them
     * @return (N, C, H, W), not yet cut to [0, 1]; owned by the manager of {@code rows}
     */
    NDArray paint(NDArray rows, int[] labels);

    @Override
    default void close() {}

    /** Closes the decoder when it is closed. */
    static Painter of(FeatureDecoder decoder) {
        return new Painter() {
            @Override
            public NDArray paint(NDArray rows, int[] labels) {
                return decoder.paint(rows, false);
            }

            @Override
            public void close() {
                decoder.close();
            }
        };
    }

    /** Leaves the decoder open. */
    static Painter borrowing(FeatureDecoder decoder) {
        return (rows, labels) -> decoder.paint(rows, false);
    }
}
