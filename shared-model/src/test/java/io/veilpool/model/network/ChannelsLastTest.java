package io.veilpool.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.protocol.FeatureShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsLastTest {
    private static final int SIDE = 8;
    private static final int IMAGES = 3;

    @Test
    void keepsValuesAndOrder() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.arange(2 * 3 * 5 * 4f).reshape(new Shape(2, 3, 5, 4));
            NDArray y = ChannelsLast.of(x);
            assertThat(y.getShape()).isEqualTo(x.getShape());
            assertThat(y.toFloatArray()).containsExactly(x.toFloatArray());
            assertThat(ChannelsLast.of(y).toFloatArray()).containsExactly(x.toFloatArray());
        }
    }

    /**
     * Memory that was freed is full of NaN, so that whatever reads what it did not write shows it. By the layout channel by channel, or by
     * a single channel as it is, most of these fail on processors with AVX-512.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 12, 20, 24, 40})
    void convolvesAnyNumberOfChannelsRightForwardAndBackward(int in) {
        for (int kernel : new int[] {1, 3}) {
            for (int stride : new int[] {1, 2}) {
                for (int out : new int[] {3, 12, 24}) {
                    Layer.Convolution layer = new Layer.Convolution(in, out, kernel, stride, kernel / 2, false);
                    check(layer);
                }
            }
        }
    }

    private static void check(Layer.Convolution layer) {
        Architecture architecture = new Architecture(
                "one", new FeatureShape(layer.in(), SIDE, SIDE), List.of(new NamedLayer("conv", layer)));
        float[] x = numbers(IMAGES * layer.in() * SIDE * SIDE);
        List<float[]> runs = new ArrayList<>();
        float[] expected = new float[0];
        try (Network network = Network.random(architecture, 1)) {
            network.trainable(true);
            for (int repeat = 0; repeat < 4; repeat++) {
                leaveNaNBehind();
                try (NDManager scope = NDManager.newBaseManager()) {
                    NDArray input = scope.create(x, new Shape(IMAGES, layer.in(), SIDE, SIDE));
                    input.setRequiresGradient(true);
                    NDArray weight = Objects.requireNonNull(network.parameters().get("conv.weight"));
                    NDArray output;
                    try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                        output = network.forward(input, true);
                        gradients.backward(output.square().sum());
                    }
                    expected = convolved(layer, x, weight.toFloatArray());
                    assertThat(output.toFloatArray())
                            .as(layer.toString())
                            .containsExactly(expected, Offset.offset(1e-4f));
                    runs.add(joined(
                            input.getGradient().toFloatArray(),
                            weight.getGradient().toFloatArray()));
                    weight.getGradient().subi(weight.getGradient().duplicate());
                }
            }
        }
        assertThat(runs.getFirst()).as("gradients of " + layer).doesNotContain(Float.NaN);
        for (float[] run : runs) {
            assertThat(run).as("gradients of " + layer).containsExactly(runs.getFirst(), Offset.offset(1e-3f));
        }
    }

    private static void leaveNaNBehind() {
        SplittableRandom random = new SplittableRandom(7);
        try (NDManager scope = NDManager.newBaseManager()) {
            for (int i = 0; i < 40; i++) {
                scope.full(new Shape(1 + random.nextInt(i < 10 ? 60_000 : 3_000)), Float.NaN);
            }
        }
    }

    /** By its definition. */
    private static float[] convolved(Layer.Convolution layer, float[] x, float[] weight) {
        int side = (SIDE + 2 * layer.padding() - layer.kernel()) / layer.stride() + 1;
        float[] result = new float[IMAGES * layer.out() * side * side];
        for (int i = 0; i < result.length; i++) {
            int column = i % side * layer.stride() - layer.padding();
            int row = i / side % side * layer.stride() - layer.padding();
            int filter = i / (side * side) % layer.out();
            int image = i / (side * side * layer.out());
            double sum = 0;
            for (int w = 0; w < layer.in() * layer.kernel() * layer.kernel(); w++) {
                int across = column + w % layer.kernel();
                int down = row + w / layer.kernel() % layer.kernel();
                int channel = w / (layer.kernel() * layer.kernel());
                if (across >= 0 && across < SIDE && down >= 0 && down < SIDE) {
                    sum += (double) x[((image * layer.in() + channel) * SIDE + down) * SIDE + across]
                            * weight[filter * layer.in() * layer.kernel() * layer.kernel() + w];
                }
            }
            result[i] = (float) sum;
        }
        return result;
    }

    private static float[] numbers(int count) {
        SplittableRandom random = new SplittableRandom(3);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static float[] joined(float[] a, float[] b) {
        float[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
