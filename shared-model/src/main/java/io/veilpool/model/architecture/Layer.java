package io.veilpool.model.architecture;

import io.veilpool.model.protocol.FeatureShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** One layer of a network. The list is closed: what is not here cannot be released. */
public sealed interface Layer {
    /** Upper bound of every channel count. */
    int MAX_CHANNELS = 8192;

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
            within("padding", padding, 0, 5);
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            requireChannels(this, in, input);
            return sized(this, out, reduced(input.height()), reduced(input.width()));
        }

        private int reduced(int side) {
            return (side + 2 * padding - kernel) / stride + 1;
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
            return (long) to.values() * in * kernel * kernel;
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
                    (input.height() + 2 * padding - kernel) / stride + 1,
                    (input.width() + 2 * padding - kernel) / stride + 1);
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
            within("height", height, 1, 1024);
            within("width", width, 1, 1024);
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            return new FeatureShape(input.channels(), height, width);
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
        if (height < 1 || width < 1) {
            throw new InvalidArchitectureException(layer + " leaves nothing of its input");
        }
        return new FeatureShape(channels, height, width);
    }
}
