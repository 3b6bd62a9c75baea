package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.network.Network;

/** Turns features into images, and can be trained to. */
public interface FeatureDecoder extends AutoCloseable {
    /** What training changes, owned by this. */
    Network trained();

    /**
     * @param features (N, C, H, W) float32
     * @param training whether running statistics move
     * @return (N, C, H, W), around [0, 1] but not limited to it; owned by the manager of {@code features}
     */
    NDArray paint(NDArray features, boolean training);

    @Override
    void close();
}
