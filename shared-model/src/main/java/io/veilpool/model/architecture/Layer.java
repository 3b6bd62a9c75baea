package io.veilpool.model.architecture;

import io.veilpool.model.protocol.FeatureShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** One layer of a network. The list is closed: what is not here cannot be released. */
public sealed interface Layer {
    /** Upper bound of every channel count. */
    int MAX_CHANNELS = 8192;

    /** Upper bound of height and width. */
    int MAX_SIDE = 1024;

    /** Upper bound of the values of one row between two layers: 64 channels at half of 512 x 512 pixels are a quarter of it. */
    int MAX_VALUES = 1 << 24;

    /**
     * Shape that leaves the layer.
     *
     * @throws InvalidArchitectureException if the layer cannot take {@code input}
     */
    FeatureShape output(FeatureShape input);

    /** Names and shapes of the layer's tensors, relative to its own name; running statistics included. */
    default SequencedMap<String, List<Long>> tensors() {
        return new LinkedHashMap<>();
    }

    /** Multiplications of one forward pass of one image (biases and element-wise work not counted). */
    default long multiplyAdds(FeatureShape input) {
        return 0;
    }

    /** 2-D convolution with square kernel and zero padding. */
    record Convolution(int in, int out, int kernel, int stride, int padding, boolean bias) implements Layer {
        public Convolution {
            within("in", in, 1, MAX_CHANNELS);
            within("out", out, 1, MAX_CHANNELS);
            within("kernel", kernel, 1, 11);
            within("stride", stride, 1, 8);
            within("padding", padding, 0, Math.min(5, kernel - 1));
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            requireChannels(this, in, input);
            return sized(this, out, reduced(input.height()), reduced(input.width()));
        }

        private int reduced(int side) {
            return Math.floorDiv(side + 2 * padding - kernel, stride) + 1;
        }

        @Override
        public SequencedMap<String, List<Long>> tensors() {
            SequencedMap<String, List<Long>> tensors = new LinkedHashMap<>();
            tensors.put("weight", List.of((long) out, (long) in, (long) kernel, (long) kernel));
            if (bias) {
                tensors.put("bias", List.of((long) out));
            }
            return tensors;
        }

        @Override
        public long multiplyAdds(FeatureShape input) {
            FeatureShape to = output(input);
            return (long) to.values() * in * kernel * kernel; // at most 2^24 * 2^13 * 121: no overflow
        }
    }

    /** Batch normalisation over channels. */
    record BatchNorm(int channels) implements Layer {
        public BatchNorm {
            within("channels", channels, 1, MAX_CHANNELS);
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            requireChannels(this, channels, input);
            return input;
        }

        @Override
        public SequencedMap<String, List<Long>> tensors() {
            SequencedMap<String, List<Long>> tensors = new LinkedHashMap<>();
            for (String name : List.of("weight", "bias", "running_mean", "running_var")) {
                tensors.put(name, List.of((long) channels));
            }
            return tensors;
        }
    }

    /** max(x, 0). */
    record Relu() implements Layer {
        @Override
        public FeatureShape output(FeatureShape input) {
            return input;
        }
    }

    /** Maximum over square windows. */
    record MaxPool(int kernel, int stride, int padding) implements Layer {
        public MaxPool {
            within("kernel", kernel, 1, 11);
            within("stride", stride, 1, 8);
            within("padding", padding, 0, kernel / 2);
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            return sized(
                    this,
                    input.channels(),
                    Math.floorDiv(input.height() + 2 * padding - kernel, stride) + 1,
                    Math.floorDiv(input.width() + 2 * padding - kernel, stride) + 1);
        }
    }

    /** Mean over height and width; leaves channels x 1 x 1. */
    record GlobalAveragePool() implements Layer {
        @Override
        public FeatureShape output(FeatureShape input) {
            return new FeatureShape(input.channels(), 1, 1);
        }
    }

    /** Fully connected layer over channels x 1 x 1. */
    record Linear(int in, int out) implements Layer {
        public Linear {
            within("in", in, 1, MAX_CHANNELS);
            within("out", out, 1, MAX_CHANNELS);
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            requireChannels(this, in, input);
            if (input.height() != 1 || input.width() != 1) {
                throw new InvalidArchitectureException(this + " needs 1 x 1 input, gets " + input);
            }
            return new FeatureShape(out, 1, 1);
        }

        @Override
        public SequencedMap<String, List<Long>> tensors() {
            SequencedMap<String, List<Long>> tensors = new LinkedHashMap<>();
            tensors.put("weight", List.of((long) out, (long) in));
            tensors.put("bias", List.of((long) out));
            return tensors;
        }

        @Override
        public long multiplyAdds(FeatureShape input) {
            return (long) in * out;
        }
    }

    /** Bilinear resizing to an exact size. */
    record Resize(int height, int width) implements Layer {
        public Resize {
            within("height", height, 1, MAX_SIDE);
            within("width", width, 1, MAX_SIDE);
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            return sized(this, input.channels(), height, width);
        }
    }

    /** Sub-pixel upscaling (Shi et al. 2016): every {@code factor x factor} channels become one channel of finer pixels. */
    record PixelShuffle(int factor) implements Layer {
        public PixelShuffle {
            within("factor", factor, 2, 8);
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            if (input.channels() % (factor * factor) != 0) {
                throw new InvalidArchitectureException(
                        this + " needs a multiple of " + factor * factor + " channels, gets " + input.channels());
            }
            return sized(this, input.channels() / (factor * factor), input.height() * factor, input.width() * factor);
        }
    }

    /** Per image (x - min) / (max - min): leaves values in [0, 1]. */
    record MinMax() implements Layer {
        @Override
        public FeatureShape output(FeatureShape input) {
            return input;
        }
    }

    /** min(max(x, 0), 1). */
    record Clamp() implements Layer {
        @Override
        public FeatureShape output(FeatureShape input) {
            return input;
        }
    }

    /** {@code main(x) + shortcut(x)}; an empty shortcut is the identity. */
    record Residual(List<NamedLayer> main, List<NamedLayer> shortcut) implements Layer {
        public Residual {
            main = List.copyOf(main);
            shortcut = List.copyOf(shortcut);
            NamedLayer.distinct(Stream.concat(main.stream(), shortcut.stream()).toList());
            for (List<NamedLayer> branch : List.of(main, shortcut)) {
                if (branch.size() > 16 || branch.stream().anyMatch(layer -> layer.layer() instanceof Residual)) {
                    throw new InvalidArchitectureException(
                            "a branch of a residual block has at most 16 layers, none of them residual");
                }
            }
            if (main.isEmpty()) {
                throw new InvalidArchitectureException("the main branch of a residual block has at least one layer");
            }
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            FeatureShape out = chain(main, input);
            FeatureShape other = chain(shortcut, input);
            if (!out.equals(other)) {
                throw new InvalidArchitectureException(
                        "the two branches of a residual block give " + out + " and " + other);
            }
            return out;
        }

        @Override
        public SequencedMap<String, List<Long>> tensors() {
            SequencedMap<String, List<Long>> tensors = new LinkedHashMap<>();
            for (List<NamedLayer> branch : List.of(main, shortcut)) {
                for (NamedLayer layer : branch) {
                    layer.layer().tensors().forEach((name, shape) -> tensors.put(layer.name() + "." + name, shape));
                }
            }
            return tensors;
        }

        @Override
        public long multiplyAdds(FeatureShape input) {
            return cost(main, input) + cost(shortcut, input);
        }
    }

    private static FeatureShape chain(List<NamedLayer> layers, FeatureShape input) {
        FeatureShape shape = input;
        for (NamedLayer layer : layers) {
            shape = layer.layer().output(shape);
        }
        return shape;
    }

    private static long cost(List<NamedLayer> layers, FeatureShape input) {
        FeatureShape shape = input;
        long sum = 0;
        for (NamedLayer layer : layers) {
            sum += layer.layer().multiplyAdds(shape);
            shape = layer.layer().output(shape);
        }
        return sum;
    }

    private static void within(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InvalidArchitectureException(name + " must be " + min + " to " + max + ", was " + value);
        }
    }

    private static void requireChannels(Layer layer, int expected, FeatureShape input) {
        if (input.channels() != expected) {
            throw new InvalidArchitectureException(layer + " gets " + input.channels() + " channels");
        }
    }

    private static FeatureShape sized(Layer layer, int channels, int height, int width) {
        requireSize(layer.toString(), channels, height, width);
        return new FeatureShape(channels, height, width);
    }

    /** Refuses shapes out of range; the products are taken as longs, since hostile sizes would overflow. */
    static void requireSize(String what, int channels, int height, int width) {
        if (channels < 1
                || height < 1
                || width < 1
                || channels > MAX_CHANNELS
                || height > MAX_SIDE
                || width > MAX_SIDE
                || (long) channels * height * width > MAX_VALUES) {
            throw new InvalidArchitectureException(what + " gives " + channels + " x " + height + " x " + width
                    + ", allowed are 1 to " + MAX_CHANNELS + " channels, sides of 1 to " + MAX_SIDE + " and at most "
                    + MAX_VALUES + " values");
        }
    }

    /** Number of elements of a tensor whose dimensions are bounded by the layers. */
    static long values(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
}
