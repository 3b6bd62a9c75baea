package io.veilpool.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.DpmSpec;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.architecture.ReconstructorSpec;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Weights;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
    private static final ImageSpec IMAGE = new ImageSpec(3, 32, 32);
    private static final Architecture SMALL = Backbones.named("small-resnet-8", IMAGE, 10);
    private static final Backbones.Split HALVES = Backbones.split(SMALL, HookPoint.parse("conv3_1"));

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Every family, so that folding and freezing are seen on every kind of layer. */
    static Stream<Arguments> families() {
        FeatureShape features = HALVES.featurizer().output();
        return Stream.of(
                Arguments.of(SMALL),
                Arguments.of(Backbones.named("resnet-50", new ImageSpec(1, 40, 33), 3)),
                Arguments.of(ReconstructorSpec.PUBLISHED.architecture(features, IMAGE)),
                Arguments.of(ReconstructorSpec.PAPER.architecture(features, IMAGE)),
                Arguments.of(new ReconstructorSpec(
                                ReconstructorSpec.Type.RESIDUAL, 2, 2, ReconstructorSpec.Normalisation.CLAMP)
                        .architecture(features, IMAGE)),
                Arguments.of(new DpmSpec("BASIC", 2, 16).architecture(features)),
                Arguments.of(new DpmSpec("BOTTLENECK", 2, 8).architecture(features)),
                Arguments.of(new DpmSpec("PLAIN", 2, 16).architecture(features)));
    }

    @ParameterizedTest
    @MethodSource("families")
    void givesTheShapeThatTheArchitecturePromises(Architecture architecture) {
        try (Network network = Network.random(architecture, 1)) {
            FeatureShape out = architecture.output();
            NDArray y = network.forward(noise(architecture.input(), 2, 5), false);
            assertThat(y.size()).isEqualTo(2L * out.values());
            assertThat(y.getShape().get(1)).isEqualTo(out.channels());
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void foldingChangesNoOutput(Architecture architecture) {
        try (Network network = usedBatchNorms(architecture);
                Network folded = network.folded()) {
            NDArray x = noise(architecture.input(), 3, 7);
            NDArray plain = network.forward(x, false);
            NDArray difference = plain.sub(folded.forward(x, false)).abs();
            assertThat(folded.architecture().json()).doesNotContain("batch-norm");
            // float32 through up to 53 convolutions; 3e-6 seen
            assertThat(difference.max().getFloat() / plain.abs().max().getFloat())
                    .isLessThan(1e-4f);
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void letsGradientsThroughAFrozenNetworkWithoutChangingIt(Architecture architecture) {
        try (Network network = usedBatchNorms(architecture)) {
            Weights before = network.weights();
            NDArray x = noise(architecture.input(), 3, 7);
            x.setRequiresGradient(true);
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                gradients.backward(network.forward(x, false).square().mean());
            }
            try (NDArray gradient = x.getGradient()) {
                assertThat(gradient.abs().max().getFloat()).isPositive();
            }
            assertThat(network.weights()).isEqualTo(before);
            network.parameters()
                    .values()
                    .forEach(weight -> assertThat(weight.hasGradient()).isFalse());
        }
    }

    @Test
    void movesRunningStatisticsOnlyInTraining() {
        try (Network network = Network.random(SMALL, 1)) {
            Weights before = network.weights();
            NDArray x = noise(SMALL.input(), 8, 3);
            network.forward(x, true);
            Weights after = network.weights();
            for (String name : before.names()) {
                assertThat(after.get(name).equals(before.get(name))).as(name).isEqualTo(!name.contains("running_"));
            }
            // Nine tenths of the old mean (0) and one tenth of the batch's.
            float[] mean =
                    x.transpose(1, 0, 2, 3).reshape(3, -1).mean(new int[] {1}).toFloatArray();
            assertThat(mean).hasSize(3);
            NDArray stem = manager.create(floats(before.get("conv1.weight")), new Shape(8, 3, 3, 3));
            NDArray out = ai.djl.nn.convolutional.Conv2d.conv2d(x, stem, null, new Shape(2, 2), new Shape(1, 1))
                    .singletonOrThrow();
            float expected = 0.1f * out.get(":, 0").mean().getFloat();
            assertThat(floats(after.get("bn1.running_mean"))[0])
                    .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-5f));
        }
    }

    @Test
    void composesItsHalvesToTheWhole() {
        try (Network whole = usedBatchNorms(SMALL);
                Network featurizer = whole.part(HALVES.featurizer());
                Network decider = whole.part(HALVES.decider())) {
            NDArray x = noise(SMALL.input(), 4, 2);
            float[] once = whole.forward(x, false).toFloatArray();
            float[] halves =
                    decider.forward(featurizer.forward(x, false), false).toFloatArray();
            // A half may lie otherwise in memory than the whole, and then adds up in another order.
            assertThat(halves).usingComparatorWithPrecision(1e-4f).containsExactly(once);
            assertThat(Weights.union(featurizer.weights(), decider.weights())).isEqualTo(whole.weights());
        }
    }

    @Test
    void startsAlikeFromOneSeedAndOtherwiseFromAnother() {
        try (Network one = Network.random(SMALL, 5);
                Network same = Network.random(SMALL, 5);
                Network other = Network.random(SMALL, 6)) {
            assertThat(same.weights()).isEqualTo(one.weights());
            assertThat(other.weights()).isNotEqualTo(one.weights());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 28, 28", "3, 28, 30", "1, 45, 33", "3, 64, 64", "3, 31, 29"})
    void reconstructsImagesOfExactlyTheirSize(int channels, int height, int width) {
        ImageSpec image = new ImageSpec(channels, height, width);
        for (String hook : new String[] {"conv3_1", "conv4_2", "pooled"}) {
            Backbones.Split split = Backbones.split(Backbones.named("small-resnet-8", image, 2), HookPoint.parse(hook));
            for (ReconstructorSpec.Type type : ReconstructorSpec.Type.values()) {
                for (int factor : new int[] {2, 4}) {
                    Architecture inverse = new ReconstructorSpec(
                                    type, 1, factor, ReconstructorSpec.Normalisation.MIN_MAX)
                            .architecture(split.featurizer().output(), image);
                    try (Network featurizer = Network.random(split.featurizer(), 1);
                            Network reconstructor = Network.random(inverse, 2)) {
                        NDArray x = noise(split.featurizer().input(), 2, 3);
                        NDArray y = reconstructor.forward(featurizer.forward(x, false), false);
                        assertThat(y.getShape()).isEqualTo(new Shape(2, channels, height, width));
                        assertThat(y.min().getFloat()).isZero();
                        assertThat(y.max().getFloat()).isEqualTo(1f);
                    }
                }
            }
        }
    }

    @Test
    void refusesOtherNamesAndShapes() {
        try (Network network = Network.random(SMALL, 1)) {
            Map<String, HostTensor> tensors = new TreeMap<>(network.weights().tensors());
            HostTensor kernel = Objects.requireNonNull(tensors.remove("conv1.weight"));
            assertThatThrownBy(() -> Network.of(SMALL, Weights.of(tensors))).hasMessageContaining("names");
            tensors.put("conv1.weight", HostTensor.of(floats(kernel), 8, 3, 9, 1));
            assertThatThrownBy(() -> Network.of(SMALL, Weights.of(tensors)))
                    .hasMessageContaining("conv1.weight has shape [8, 3, 9, 1], expected [8, 3, 3, 3]");
        }
    }

    /** A network whose BatchNorms are not at their start, as after training. */
    private static Network usedBatchNorms(Architecture architecture) {
        try (Network start = Network.random(architecture, 11)) {
            SplittableRandom random = new SplittableRandom(12);
            Map<String, HostTensor> tensors = new TreeMap<>(start.weights().tensors());
            tensors.replaceAll((name, tensor) -> {
                if (tensor.shape().size() != 1) {
                    return tensor;
                }
                float[] values = new float[Math.toIntExact(tensor.values())];
                for (int i = 0; i < values.length; i++) {
                    boolean positive = name.endsWith("running_var") || name.endsWith("weight");
                    values[i] = positive ? random.nextFloat(0.5f, 1.5f) : random.nextFloat(-0.3f, 0.3f);
                }
                return HostTensor.of(values, values.length);
            });
            return Network.of(architecture, Weights.of(tensors));
        }
    }

    private NDArray noise(FeatureShape shape, int rows, long seed) {
        float[] values = new float[rows * shape.values()];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return manager.create(values, new Shape(rows, shape.channels(), shape.height(), shape.width()));
    }

    private static float[] floats(HostTensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.values())];
        tensor.data().asFloatBuffer().get(values);
        return values;
    }
}
