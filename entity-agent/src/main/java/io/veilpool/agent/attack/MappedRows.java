package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.network.Network;

/** A fixed map from poisoned to original features in front of a decoder of original features. */
record MappedRows(Network map, FeatureDecoder decoder) implements FeatureDecoder {
    /** The decoder is somebody else's. */
    static Painter painter(Network map, FeatureDecoder borrowed) {
        return new Painter() {
            @Override
            public NDArray paint(NDArray rows, int[] labels) {
                return borrowed.paint(map.forward(rows, false), false);
            }

            @Override
            public void close() {
                map.close();
            }
        };
    }

    @Override
    public Network trained() {
        return decoder.trained();
    }

    @Override
    public NDArray paint(NDArray features, boolean training) {
        return decoder.paint(map.forward(features, false), training);
    }

    @Override
    public void close() {
        map.close();
        decoder.close();
    }
}
