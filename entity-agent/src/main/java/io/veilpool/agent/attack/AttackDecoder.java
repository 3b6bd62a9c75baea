package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An attacker's decoder from features to images, of another kind than the published reconstructor: the best linear inverse, found in
 * closed form, plus a trained correction of residual blocks at the features' resolution; each place paints its own square of pixels. All
 * arithmetic happens in wide convolutions over few places, so a small budget goes far.
 */
public final class AttackDecoder implements FeatureDecoder {
    /** Most inputs of the linear inverse; with more channels it looks at single places. */
    private static final int MOST_INPUTS = 2_500;

    private static final String LAST = "paint";

    /**
     * How large the trained part is.
     *
     * @param width  inner channels, 4 to 1024
     * @param blocks residual blocks, 1 to 16
     */
    public record Size(int width, int blocks) {}

    private final ImageSpec image;
    private final int side;
    private final Network linear;
    private final Network correction;

    private AttackDecoder(ImageSpec image, int side, Network linear, Network correction) {
        this.image = image;
        this.side = side;
        this.linear = linear;
        this.correction = correction;
    }

    /** Its linear part fitted, its correction still nothing. */
    public static AttackDecoder fit(Size size, TrainingSet set, long seed) {
        FeatureShape shape = set.shape();
        ImageSpec image = set.image();
        int side = side(shape, image);
        Network linear = LinearInverse.fit(linear(shape, image), side, set);
        Architecture correction = correction(size, shape, image, 1);
        try (Network random = Network.random(correction, seed)) {
            Map<String, HostTensor> tensors = new HashMap<>(random.weights().tensors());
            tensors.computeIfPresent(LAST + ".weight", (name, weight) -> zeros(weight));
            return new AttackDecoder(image, side, linear, Network.of(correction, Weights.of(tensors)));
        }
    }

    private static HostTensor zeros(HostTensor like) {
        long[] shape = like.shape().stream().mapToLong(Long::longValue).toArray();
        return HostTensor.of(new float[Math.toIntExact(like.values())], shape);
    }

    /**
     * One that was trained before.
     *
     * @throws IllegalArgumentException if the weights are of another architecture
     */
    public static AttackDecoder of(Size size, FeatureShape features, ImageSpec image, Weights weights) {
        Network linear = Network.of(linear(features, image), weights.under("linear."));
        Network correction = Network.of(correction(size, features, image, 1), weights.under("correction."));
        return new AttackDecoder(image, side(features, image), linear, correction);
    }

    static Architecture linear(FeatureShape features, ImageSpec image) {
        int kernel = 9 * features.channels() <= MOST_INPUTS ? 3 : 1;
        return new Architecture(
                "linear-inverse",
                features,
                List.of(new NamedLayer(
                        "linear",
                        new Layer.Convolution(
                                features.channels(), pixels(features, image), kernel, 1, kernel / 2, true))));
    }

    /** @param pictures that are painted of each row */
    static Architecture correction(Size size, FeatureShape features, ImageSpec image, int pictures) {
        int width = size.width();
        List<NamedLayer> layers = new ArrayList<>();
        layers.add(new NamedLayer("scale", new Layer.BatchNorm(features.channels())));
        layers.add(new NamedLayer("stem", new Layer.Convolution(features.channels(), width, 3, 1, 1, true)));
        layers.add(new NamedLayer("relu", new Layer.Relu()));
        for (int i = 0; i < size.blocks(); i++) {
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
        layers.add(
                new NamedLayer(LAST, new Layer.Convolution(width, pictures * pixels(features, image), 3, 1, 1, true)));
        return new Architecture("attack-correction", features, layers);
    }

    /** Values that each place paints. */
    private static int pixels(FeatureShape features, ImageSpec image) {
        int side = side(features, image);
        return image.channels() * side * side;
    }

    /** Side of the square that each place paints. */
    static int side(FeatureShape features, ImageSpec image) {
        return Math.max(Math.ceilDiv(image.height(), features.height()), Math.ceilDiv(image.width(), features.width()));
    }

    @Override
    public Network trained() {
        return correction;
    }

    /** Of both parts; those of an insider undo the DPM, so they are as secret as the DPM itself. */
    public Weights weights() {
        return Weights.union(
                linear.weights().prefixed("linear."), correction.weights().prefixed("correction."));
    }

    @Override
    public NDArray paint(NDArray features, boolean training) {
        return assembled(linear.forward(features, false).add(correction.forward(features, training)), image, side);
    }

    /** Pictures (N, C, H, W) of what places paint: (N, C x side x side, h, w). */
    static NDArray assembled(NDArray squares, ImageSpec image, int side) {
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

    /** A copy with weights of its own, to be trained further. */
    AttackDecoder copy() {
        return new AttackDecoder(image, side, linear.copy(), correction.copy());
    }

    @Override
    public void close() {
        linear.close();
        correction.close();
    }
}
