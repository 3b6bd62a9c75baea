package io.veilpool.agent.opponent;

import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * An inverter that a protection trains against, from features to images: normalised, residual blocks at the features' resolution, and each
 * place paints its own square of pixels, so that a step stays cheap. Unlike a published reconstructor it doesn't limit its values to
 * [0, 1]: a limit has no gradient beyond it, and the network could hide there.
 *
 * @param width  inner channels, 1 to 1024
 * @param blocks residual blocks, 0 to 16
 */
public record InverterSpec(int width, int blocks) {
    /** Name of the layer that paints. */
    public static final String LAST = "paint";

    private static final int LARGEST_SHUFFLE = 8;

    public InverterSpec {
        if (width < 1 || width > 1024 || blocks < 0 || blocks > 16) {
            throw new IllegalArgumentException(
                    "an inverter has width 1 to 1024 and 0 to 16 blocks, was " + width + " and " + blocks);
        }
    }

    /** From features of this shape to images of exactly this size. */
    public Architecture architecture(FeatureShape features, ImageSpec image) {
        int kernel = features.height() == 1 && features.width() == 1 ? 1 : 3;
        List<NamedLayer> layers = new ArrayList<>();
        add(layers, "scale", new Layer.BatchNorm(features.channels()));
        add(layers, "stem", convolution(features.channels(), width, kernel, true));
        add(layers, "relu", new Layer.Relu());
        for (int i = 0; i < blocks; i++) {
            add(layers, "block" + i, block(kernel));
            add(layers, "relu" + i, new Layer.Relu());
        }
        List<Integer> shuffles = shuffles(
                Math.max(
                        Math.ceilDiv(image.height(), features.height()), Math.ceilDiv(image.width(), features.width())),
                (int) Math.sqrt((double) Layer.MAX_CHANNELS / image.channels()));
        int side = shuffles.stream().reduce(1, (a, b) -> a * b);
        add(layers, LAST, convolution(width, image.channels() * side * side, kernel, true));
        for (int i = 0; i < shuffles.size(); i++) {
            add(layers, "shuffle" + i, new Layer.PixelShuffle(shuffles.get(i)));
        }
        if (side * features.height() != image.height() || side * features.width() != image.width()) {
            add(layers, "fit", new Layer.Resize(image.height(), image.width()));
        }
        return new Architecture("simulated-inverter", features, layers);
    }

    private Layer block(int kernel) {
        return new Layer.Residual(
                List.of(
                        new NamedLayer("conv1", convolution(width, width, kernel, false)),
                        new NamedLayer("bn1", new Layer.BatchNorm(width)),
                        new NamedLayer("relu1", new Layer.Relu()),
                        new NamedLayer("conv2", convolution(width, width, kernel, false)),
                        new NamedLayer("bn2", new Layer.BatchNorm(width))),
                List.of());
    }

    private static Layer.Convolution convolution(int in, int out, int kernel, boolean bias) {
        return new Layer.Convolution(in, out, kernel, 1, kernel / 2, bias);
    }

    /** Factors whose product is at least the wanted one, or as much of it as the limit allows. */
    private static List<Integer> shuffles(int factor, int limit) {
        List<Integer> shuffles = new ArrayList<>();
        int missing = factor;
        int left = limit;
        while (missing > 1 && left > 1) {
            int next = Math.min(LARGEST_SHUFFLE, Math.min(missing, left));
            shuffles.add(next);
            missing = Math.ceilDiv(missing, next);
            left /= next;
        }
        return shuffles;
    }

    private static void add(List<NamedLayer> layers, String name, Layer layer) {
        layers.add(new NamedLayer(name, layer));
    }
}
