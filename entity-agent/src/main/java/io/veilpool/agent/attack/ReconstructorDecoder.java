package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.network.Network;

/** A reconstructor as a decoder that is trained as a whole. */
record ReconstructorDecoder(Network trained) implements FeatureDecoder {
    @Override
    public NDArray paint(NDArray features, boolean training) {
        return trained.forward(features, training);
    }

    @Override
    public void close() {
        trained.close();
    }
}
