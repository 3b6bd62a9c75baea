package io.veilpool.agent.leakage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.Weights;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The best linear map from a neighbourhood of features to the pixels that its middle stands for, in closed form: ridge regression over
 * every place of every image. It costs as much as a few training steps and gives an attacker's training a head start that a short one
 * would not reach by itself.
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
    static Network fit(Architecture architecture, int side, LabelledFeatures features, LabelledImages images) {
        Layer.Convolution convolution =
                (Layer.Convolution) architecture.layers().getFirst().layer();
        int inputs = convolution.in() * convolution.kernel() * convolution.kernel();
        int used = Math.min(IMAGES, images.size());
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray gram = manager.zeros(new Shape(inputs + 1, inputs + 1), DataType.FLOAT64);
            NDArray cross = manager.zeros(new Shape(inputs + 1, convolution.out()), DataType.FLOAT64);
            for (int from = 0; from < used; from += IMAGES_AT_ONCE) {
                int[] batch = IntStream.range(from, Math.min(used, from + IMAGES_AT_ONCE))
                        .toArray();
                try (NDManager scope = NDManager.newBaseManager()) {
                    NDArray places = places(features.batch(scope, batch), convolution.kernel());
                    NDArray squares = squares(images.batch(scope, batch), architecture, side);
                    NDArray turned = places.transpose();
                    gram.addi(turned.matMul(places).toType(DataType.FLOAT64, false));
                    cross.addi(turned.matMul(squares).toType(DataType.FLOAT64, false));
                }
            }
            double scale = gram.mul(manager.eye(inputs + 1).toType(DataType.FLOAT64, false))
                            .sum()
                            .getDouble()
                    / (inputs + 1);
            NDArray ridge =
                    manager.eye(inputs + 1).toType(DataType.FLOAT64, false).mul(RIDGE * Math.max(scale, 1e-12));
            NDArray solution = gram.add(ridge).inverse().matMul(cross).toType(DataType.FLOAT32, false);
            NDArray weight = solution.get(new NDIndex(":" + inputs))
                    .transpose()
                    .reshape(convolution.out(), convolution.in(), convolution.kernel(), convolution.kernel())
                    .duplicate();
            NDArray bias = solution.get(new NDIndex(Integer.toString(inputs))).duplicate();
            String name = architecture.layers().getFirst().name();
            Network network = Network.of(
                    architecture,
                    Weights.of(Map.of(
                            name + ".weight", HostTensor.copyOf(weight), name + ".bias", HostTensor.copyOf(bias))));
            network.trainable(false);
            return network;
        }
    }

    /** One row per place: its neighbourhood, channel by channel, zero outside, and a one. */
    private static NDArray places(NDArray features, int kernel) {
        Shape shape = features.getShape();
        long n = shape.get(0);
        long c = shape.get(1);
        long h = shape.get(2);
        long w = shape.get(3);
        int reach = kernel / 2;
        NDArray padded = pad(features, reach, reach, reach, reach);
        NDList shifts = new NDList();
        for (int dy = 0; dy < kernel; dy++) {
            for (int dx = 0; dx < kernel; dx++) {
                shifts.add(padded.get(new NDIndex(":, :, " + dy + ":" + (dy + h) + ", " + dx + ":" + (dx + w))));
            }
        }
        NDArray rows = NDArrays.stack(shifts, 2).transpose(0, 3, 4, 1, 2).reshape(n * h * w, c * kernel * kernel);
        return NDArrays.concat(new NDList(rows, features.getManager().ones(new Shape(n * h * w, 1))), 1);
    }

    /** One row per place: its square of pixels in the order that {@link AttackDecoder} paints them. */
    private static NDArray squares(NDArray images, Architecture architecture, int side) {
        long h = architecture.input().height();
        long w = architecture.input().width();
        Shape shape = images.getShape();
        NDArray whole = pad(images, 0, h * side - shape.get(2), 0, w * side - shape.get(3));
        long n = shape.get(0);
        long c = shape.get(1);
        return whole.reshape(n, c, h, side, w, side).transpose(0, 2, 4, 1, 3, 5).reshape(n * h * w, c * side * side);
    }

    private static NDArray pad(NDArray images, long top, long bottom, long left, long right) {
        if (top + bottom + left + right == 0) {
            return images;
        }
        Shape shape = images.getShape();
        long n = shape.get(0);
        long c = shape.get(1);
        long h = shape.get(2);
        long w = shape.get(3);
        NDArray padded = images.getManager().zeros(new Shape(n, c, top + h + bottom, left + w + right));
        padded.set(new NDIndex(":, :, " + top + ":" + (top + h) + ", " + left + ":" + (left + w)), images);
        return padded;
    }
}
