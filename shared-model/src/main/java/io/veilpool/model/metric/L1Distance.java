package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Mean absolute difference of images in [0, 1]: {@code mean |a - b|}, in [0, 1]. Keeps no state, closes no argument. */
public final class L1Distance {
    private L1Distance() {}

    /**
     * Mean over each image.
     *
     * @param a (N, C, H, W), floating
     * @param b same shape and type; its manager owns the result
     * @return (N)
     */
    public static NDArray perImage(NDArray a, NDArray b) {
        ImagePairs.check(a, b);
        try (NDManager scope = b.getManager().newSubManager(b.getDevice())) {
            NDArray difference = b.sub(a);
            difference.attach(scope);
            NDArray result = difference.abs().reshape(a.getShape().get(0), -1).mean(new int[] {1});
            result.attach(b.getManager());
            return result;
        }
    }
}
