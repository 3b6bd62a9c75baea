package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.network.Network;
import java.util.stream.IntStream;

/**
 * The best affine map from a neighbourhood of features to the pixels that its middle stands for. It costs as much as a few training
 * steps and gives an attacker's training a head start that a short one would not reach by itself.
 */
final class LinearInverse {
    private static final int IMAGES = 2_000;
    private static final int IMAGES_AT_ONCE = 50;
    private static final double RIDGE = 1e-4;

    private LinearInverse() {}

    /**
     * @param architecture one convolution with bias
     * @param side         pixels of a place's square
     */
    static Network fit(Architecture architecture, int side, TrainingSet set) {
        int used = Math.min(IMAGES, set.size());
        try (NeighbourhoodRidge ridge = new NeighbourhoodRidge(architecture)) {
            for (int from = 0; from < used; from += IMAGES_AT_ONCE) {
                int[] batch = IntStream.range(from, Math.min(used, from + IMAGES_AT_ONCE))
                        .toArray();
                try (NDManager scope = NDManager.newBaseManager()) {
                    ridge.add(set.rows(scope, batch), squares(set.images(scope, batch), architecture, side));
                }
            }
            return ridge.solve(RIDGE);
        }
    }

    /** One row per place: its square of pixels in the order that {@link AttackDecoder} paints them. */
    private static NDArray squares(NDArray images, Architecture architecture, int side) {
        long h = architecture.input().height();
        long w = architecture.input().width();
        Shape shape = images.getShape();
        NDArray whole = NeighbourhoodRidge.pad(images, 0, h * side - shape.get(2), 0, w * side - shape.get(3));
        long n = shape.get(0);
        long c = shape.get(1);
        return whole.reshape(n, c, h, side, w, side).transpose(0, 2, 4, 1, 3, 5).reshape(n * h * w, c * side * side);
    }
}
