package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.tensor.Weights;
import java.util.List;
import java.util.Map;

/**
 * The best affine map from a neighbourhood of features to something that its middle stands for, in closed form: ridge regression over
 * every place of every image, so that one image is already many samples. The map is a convolution.
 */
final class NeighbourhoodRidge implements AutoCloseable {
    private static final double LEAST_SCALE = 1e-12;

    private final Architecture architecture;
    private final int kernel;
    private final int inputs;
    private final NDManager manager = NDManager.newBaseManager();
    private final NDArray gram;
    private final NDArray cross;

    /**
     * @param outputs values per place
     * @param kernel  side of the neighbourhood, odd
     */
    NeighbourhoodRidge(FeatureShape features, int outputs, int kernel) {
        this(convolution("ridge", features, outputs, kernel));
    }

    /** @param architecture one convolution with bias that keeps height and width */
    NeighbourhoodRidge(Architecture architecture) {
        this.architecture = architecture;
        Layer.Convolution convolution =
                (Layer.Convolution) architecture.layers().getFirst().layer();
        kernel = convolution.kernel();
        inputs = convolution.in() * kernel * kernel;
        gram = manager.zeros(new Shape(inputs + 1, inputs + 1), DataType.FLOAT64);
        cross = manager.zeros(new Shape(inputs + 1, convolution.out()), DataType.FLOAT64);
    }

    static Architecture convolution(String name, FeatureShape features, int outputs, int kernel) {
        Layer.Convolution layer = new Layer.Convolution(features.channels(), outputs, kernel, 1, kernel / 2, true);
        return new Architecture(name, features, List.of(new NamedLayer("linear", layer)));
    }

    /**
     * @param features (N, C, H, W); its manager owns what is made on the way
     * @param targets  (N * H * W, outputs), place after place
     */
    void add(NDArray features, NDArray targets) {
        NDArray places = places(features, kernel);
        NDArray ones = features.getManager().ones(new Shape(places.getShape().get(0), 1));
        NDArray withOne = NDArrays.concat(new NDList(places, ones), 1);
        NDArray turned = withOne.transpose();
        gram.addi(turned.matMul(withOne).toType(DataType.FLOAT64, false));
        cross.addi(turned.matMul(targets).toType(DataType.FLOAT64, false));
    }

    /**
     * @param strength of the penalty, relative to the mean square of the inputs
     * @return the map as a frozen network; the caller closes it
     */
    Network solve(double strength) {
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray eye = scope.eye(inputs + 1).toType(DataType.FLOAT64, false);
            double scale = gram.mul(eye).sum().getDouble() / (inputs + 1);
            NDArray ridge = Scalars.times(eye, strength * Math.max(scale, LEAST_SCALE));
            NDArray solution = gram.add(ridge).inverse().matMul(cross).toType(DataType.FLOAT32, false);
            solution.attach(scope);
            Layer.Convolution convolution =
                    (Layer.Convolution) architecture.layers().getFirst().layer();
            NDArray weight = solution.get(new NDIndex(":" + inputs))
                    .transpose()
                    .reshape(convolution.out(), convolution.in(), kernel, kernel)
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

    /** One row per place: its neighbourhood, channel by channel, zero outside. */
    static NDArray places(NDArray features, int kernel) {
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
        return NDArrays.stack(shifts, 2).transpose(0, 3, 4, 1, 2).reshape(n * h * w, c * kernel * kernel);
    }

    static NDArray pad(NDArray images, long top, long bottom, long left, long right) {
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

    @Override
    public void close() {
        manager.close();
    }
}
