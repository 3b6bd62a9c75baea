package io.veilpool.model.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.tensor.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An architecture with its weights in native memory. A frozen network is one whose parameters ask for no gradient and
 * that is forwarded with {@code training = false}: then nothing in it changes, running statistics included, and
 * gradients still reach its input.
 */
public final class Network implements AutoCloseable {
    /** Share of the old running statistics that one training batch keeps. */
    private static final float KEPT = 0.9f;

    static final float EPSILON = 1e-5f;

    private final Architecture architecture;
    private final NDManager manager;
    private final SequencedMap<String, NDArray> arrays = new LinkedHashMap<>();

    private Network(Architecture architecture) {
        this.architecture = architecture;
        this.manager = NDManager.newBaseManager();
    }

    /** He-normal weights drawn from {@code seed} alone, so that every machine starts alike. */
    public static Network random(Architecture architecture, long seed) {
        Map<String, HostTensor> tensors = new TreeMap<>();
        SplittableRandom seeds = new SplittableRandom(seed);
        architecture.tensors().forEach((name, shape) -> tensors.put(name, initial(name, shape, seeds.split())));
        return of(architecture, Weights.of(tensors));
    }

    /** @throws IllegalArgumentException if the names or shapes are not exactly the architecture's, or a type is neither F32 nor F16 */
    public static Network of(Architecture architecture, Weights weights) {
        if (!weights.names().equals(architecture.tensors().keySet())) {
            throw new IllegalArgumentException("the weights' names are not those of " + architecture.name());
        }
        Network network = new Network(architecture);
        architecture.tensors().forEach((name, shape) -> {
            HostTensor tensor = weights.get(name);
            if (!tensor.shape().equals(shape)) {
                network.close();
                throw new IllegalArgumentException(name + " has shape " + tensor.shape() + ", expected " + shape);
            }
            if (tensor.type() != ElementType.F32 && tensor.type() != ElementType.F16) {
                network.close();
                throw new IllegalArgumentException(name + " is " + tensor.type() + ", weights must be F32 or F16");
            }
            NDArray array = tensor.copyTo(network.manager);
            network.arrays.put(name, array.toType(DataType.FLOAT32, false));
        });
        return network;
    }

    private static HostTensor initial(String name, List<Long> shape, RandomGenerator random) {
        long[] dimensions = shape.stream().mapToLong(Long::longValue).toArray();
        int count = Math.toIntExact(shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b));
        float[] values = new float[count];
        if (dimensions.length > 1) {
            double scale = Math.sqrt(2.0 * dimensions[0] / count);
            for (int i = 0; i < count; i++) {
                values[i] = (float) (scale * random.nextGaussian());
            }
        } else if (name.endsWith("running_var") || name.endsWith("weight")) {
            java.util.Arrays.fill(values, 1f);
        }
        return HostTensor.of(values, dimensions);
    }

    public Architecture architecture() {
        return architecture;
    }

    /** What training changes: every tensor but the running statistics. */
    public SequencedMap<String, NDArray> parameters() {
        SequencedMap<String, NDArray> parameters = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            if (!name.contains("running_")) {
                parameters.put(name, array);
            }
        });
        return Collections.unmodifiableSequencedMap(parameters);
    }

    /** Lets gradients reach the parameters, or freezes them. */
    public void trainable(boolean trainable) {
        parameters().values().forEach(array -> array.setRequiresGradient(trainable));
    }

    /** A copy of every tensor in heap memory. */
    public Weights weights() {
        Map<String, HostTensor> tensors = new TreeMap<>();
        arrays.forEach((name, array) -> tensors.put(name, HostTensor.copyOf(array)));
        return Weights.of(tensors);
    }

    /** A frozen copy that computes the same with every BatchNorm folded into the convolution before it. */
    public Network folded() {
        return BatchNormFolding.fold(architecture, weights());
    }

    /** A copy of some of the layers, for instance one half of a split. */
    public Network part(Architecture part) {
        Map<String, HostTensor> tensors = new TreeMap<>();
        part.tensors().keySet().forEach(name -> tensors.put(name, HostTensor.copyOf(array(name))));
        return of(part, Weights.of(tensors));
    }

    /** A copy with weights of its own. */
    public Network copy() {
        return of(architecture, weights());
    }

    /**
     * @param x        (N, C, H, W) float32
     * @param training whether BatchNorm uses the batch's statistics and moves the running ones
     * @return (N, C', H', W') float32, or (N, K) after a last linear layer; owned by the manager of {@code x}
     */
    public NDArray forward(NDArray x, boolean training) {
        return forward("", architecture.layers(), x, training);
    }

    private NDArray forward(String prefix, List<NamedLayer> layers, NDArray x, boolean training) {
        NDArray y = x;
        for (NamedLayer layer : layers) {
            NDArray next = forward(prefix + layer.name() + ".", layer.layer(), y, training);
            release(y, x, next);
            y = next;
        }
        return y;
    }

    /** Closes what nobody reads any more; a graph keeps what it needs for the gradients, and so memory stays small without one. */
    private static void release(NDArray array, NDArray input, NDArray output) {
        if (array != input && array != output) {
            array.close();
        }
    }

    private NDArray forward(String prefix, Layer layer, NDArray x, boolean training) {
        return switch (layer) {
            case Layer.Convolution c -> convolution(prefix, c, x);
            case Layer.BatchNorm b ->
                BatchNorm.batchNorm(
                                x,
                                array(prefix + "running_mean"),
                                array(prefix + "running_var"),
                                array(prefix + "weight"),
                                array(prefix + "bias"),
                                1,
                                KEPT,
                                EPSILON,
                                training)
                        .singletonOrThrow();
            case Layer.Relu r -> Activation.relu(x);
            case Layer.MaxPool p ->
                Pool.maxPool2d(
                        x,
                        new Shape(p.kernel(), p.kernel()),
                        new Shape(p.stride(), p.stride()),
                        new Shape(p.padding(), p.padding()),
                        false);
            case Layer.GlobalAveragePool g -> {
                try (NDArray pooled = Pool.globalAvgPool2d(x)) {
                    yield pooled.reshape(x.getShape().get(0), x.getShape().get(1), 1, 1);
                }
            }
            case Layer.Linear l ->
                Linear.linear(x.reshape(x.getShape().get(0), l.in()), array(prefix + "weight"), array(prefix + "bias"))
                        .singletonOrThrow();
            case Layer.Resize r -> x.getNDArrayInternal().interpolation(new long[] {r.height(), r.width()}, 1, false);
            case Layer.PixelShuffle p -> pixelShuffle(x, p.factor());
            case Layer.MinMax m -> minMax(x);
            case Layer.Clamp c -> x.clip(0f, 1f);
            case Layer.Residual r -> {
                NDArray shortcut = forward(prefix, r.shortcut(), x, training);
                NDArray main = forward(prefix, r.main(), x, training);
                NDArray sum = main.add(shortcut);
                release(shortcut, x, sum);
                release(main, x, sum);
                yield sum;
            }
        };
    }

    private NDArray convolution(String prefix, Layer.Convolution c, NDArray x) {
        NDArray weight = array(prefix + "weight");
        NDArray bias = c.bias() ? array(prefix + "bias") : null;
        if (c.kernel() == 1) {
            return pointwise(c, x, weight, bias);
        }
        if (c.in() == 1) {
            // The threads of oneDNN overwrite one another's gradients of a single channel; of two they do not.
            try (NDArray two = besideNothing(x, x.getManager());
                    NDArray both = besideNothing(weight, x.getManager())) {
                return convolution(c, two, both, bias);
            }
        }
        return convolution(c, x, weight, bias);
    }

    private static NDArray convolution(Layer.Convolution c, NDArray x, NDArray weight, @Nullable NDArray bias) {
        try (NDArray input = ChannelsLast.of(x)) {
            return Conv2d.conv2d(
                            input, weight, bias, new Shape(c.stride(), c.stride()), new Shape(c.padding(), c.padding()))
                    .singletonOrThrow();
        }
    }

    /** A channel of zeros and this one; owned by {@code manager}. */
    private static NDArray besideNothing(NDArray channel, NDManager manager) {
        try (NDArray nothing = manager.zeros(channel.getShape())) {
            return nothing.concat(channel, 1);
        }
    }

    /**
     * Pixel by pixel a 1 x 1 convolution is one matrix product. oneDNN (as in PyTorch 2.7.1) is not asked: with strides it writes outside its
     * memory when a pixel has fewer channels than a vector register values, and on processors that do not tell their caches it divides
     * by zero.
     */
    private static NDArray pointwise(Layer.Convolution c, NDArray x, NDArray weight, @Nullable NDArray bias) {
        NDArray left = c.stride() == 1 ? x : x.get(new NDIndex(":,:,::{},::{}", c.stride(), c.stride()));
        Shape shape = left.getShape();
        try (NDArray byPixel = left.transpose(0, 2, 3, 1);
                NDArray pixels = byPixel.reshape(-1, c.in());
                NDArray matrix = weight.reshape(c.out(), c.in());
                NDArray products = Linear.linear(pixels, matrix, bias).singletonOrThrow();
                NDArray shaped = products.reshape(shape.get(0), shape.get(2), shape.get(3), c.out())) {
            return shaped.transpose(0, 3, 1, 2);
        } finally {
            release(left, x, x);
        }
    }

    private static NDArray pixelShuffle(NDArray x, int factor) {
        long n = x.getShape().get(0);
        long channels = x.getShape().get(1) / (factor * factor);
        long height = x.getShape().get(2);
        long width = x.getShape().get(3);
        return x.reshape(n, channels, factor, factor, height, width)
                .transpose(0, 1, 4, 2, 5, 3)
                .reshape(n, channels, height * factor, width * factor);
    }

    private static NDArray minMax(NDArray x) {
        long n = x.getShape().get(0);
        NDArray flat = x.reshape(n, x.getShape().size() / n);
        try (NDManager scope = x.getManager().newSubManager(x.getDevice())) {
            flat.attach(scope);
            NDArray low = flat.min(new int[] {1}, true);
            NDArray range = Scalars.atLeast(flat.max(new int[] {1}, true).sub(low), 1e-6);
            NDArray result = flat.sub(low).div(range).reshape(x.getShape());
            result.attach(x.getManager());
            return result;
        }
    }

    private NDArray array(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalStateException("no tensor " + name);
        }
        return array;
    }

    @Override
    public void close() {
        manager.close();
    }
}
