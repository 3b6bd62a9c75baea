package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.loss.ReconstructionLoss;
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

    /** What its training minimises: L1, Deep Poisoning, Eq. (3). */
    default NDArray loss(NDArray images, NDArray features) {
        return ReconstructionLoss.mean(images, paint(features, true));
    }

    /** The picture that is held against each original: the only one, or of several the nearest. */
    default NDArray nearest(NDArray originals, NDArray features) {
        return paint(features, false);
    }

    /** Pictures that it paints of each row. */
    default int pictures() {
        return 1;
    }

    @Override
    void close();
}
