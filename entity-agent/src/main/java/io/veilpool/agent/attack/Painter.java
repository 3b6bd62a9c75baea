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

    /** Of several pictures of each row the nearest to its original; whoever paints only one gives that. */
    default NDArray nearest(NDArray originals, NDArray rows, int[] labels) {
        return paint(rows, labels);
    }

    /** Pictures that it paints of each row. */
    default int pictures() {
        return 1;
    }

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
            public NDArray nearest(NDArray originals, NDArray rows, int[] labels) {
                return decoder.nearest(originals, rows);
            }

            @Override
            public int pictures() {
                return decoder.pictures();
            }

            @Override
            public void close() {
                decoder.close();
            }
        };
    }

    /** Leaves the decoder open. */
    static Painter borrowing(FeatureDecoder decoder) {
        Painter closing = of(decoder);
        return new Painter() {
            @Override
            public NDArray paint(NDArray rows, int[] labels) {
                return closing.paint(rows, labels);
            }

            @Override
            public NDArray nearest(NDArray originals, NDArray rows, int[] labels) {
                return closing.nearest(originals, rows, labels);
            }

            @Override
            public int pictures() {
                return closing.pictures();
            }
        };
    }
}
