package io.veilpool.agent.leakage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * An attacker's decoder from features to images, of another kind than the published reconstructor: residual blocks at the features'
 * resolution, then each place paints its own square of pixels. All arithmetic happens in wide convolutions over few places, so a step
 * is cheap and a small budget goes far.
 */
final class AttackDecoder implements AutoCloseable {
    private final ImageSpec image;
    private final int side;
    private final Network network;

    private AttackDecoder(ImageSpec image, int side, Network network) {
        this.image = image;
        this.side = side;
        this.network = network;
    }

    static Architecture architecture(FeatureShape features, ImageSpec image, int width, int blocks) {
        List<NamedLayer> layers = new ArrayList<>();
        layers.add(new NamedLayer("scale", new Layer.BatchNorm(features.channels())));
        layers.add(new NamedLayer("stem", new Layer.Convolution(features.channels(), width, 3, 1, 1, true)));
        layers.add(new NamedLayer("relu", new Layer.Relu()));
        for (int i = 0; i < blocks; i++) {
            layers.add(new NamedLayer(
                    "block" + i,
                    new Layer.Residual(
                            List.of(
                                    new NamedLayer("conv1", new Layer.Convolution(width, width, 3, 1, 1, false)),
                                    new NamedLayer("bn1", new Layer.BatchNorm(width)),
                                    new NamedLayer("relu1", new Layer.Relu()),
                                    new NamedLayer("conv2", new Layer.Convolution(width, width, 3, 1, 1, false)),
                                    new NamedLayer("bn2", new Layer.BatchNorm(width))),
                            List.of())));
            layers.add(new NamedLayer("relu" + i, new Layer.Relu()));
        }
        int square = side(features, image);
        layers.add(new NamedLayer(
                "paint", new Layer.Convolution(width, image.channels() * square * square, 3, 1, 1, true)));
        return new Architecture("attack-decoder", features, layers);
    }

    /** Side of the square that each place paints. */
    private static int side(FeatureShape features, ImageSpec image) {
        return Math.max(
                Math.ceilDiv(image.height(), features.height()), Math.ceilDiv(image.width(), features.width()));
    }

    /** @param network of {@link #architecture}; owned by this from now on */
    static AttackDecoder of(FeatureShape features, ImageSpec image, Network network) {
        return new AttackDecoder(image, side(features, image), network);
    }

    Network network() {
        return network;
    }

    /** @return (N, C, H, W), around [0, 1] but not limited to it; owned by the manager of {@code features} */
    NDArray paint(NDArray features, boolean training) {
        NDArray squares = network.forward(features, training);
        Shape shape = squares.getShape();
        long n = shape.get(0);
        long h = shape.get(2);
        long w = shape.get(3);
        NDArray whole = squares.reshape(n, image.channels(), side, side, h, w)
                .transpose(0, 1, 4, 2, 5, 3)
                .reshape(n, image.channels(), h * side, w * side);
        if (h * side == image.height() && w * side == image.width()) {
            return whole;
        }
        return whole.get(new NDIndex(":, :, :" + image.height() + ", :" + image.width()));
    }

    @Override
    public void close() {
        network.close();
    }
}
