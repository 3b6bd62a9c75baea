package io.veilpool.model.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.GateCalibration;
import io.veilpool.model.protocol.WeakProtection;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.Weights;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks that can be followed by hand: F changes nothing and R clamps, so that rows in [0, 1] come back and others do not. */
class ProtectionGateTest {
    private static final FeatureShape SHAPE = new FeatureShape(2, 4, 4);
    private static final List<Double> MEANS = List.of(0.0, 0.0);
    private static final List<Double> DEVIATIONS = List.of(1.0, 2.0);

    private Network featurizer;
    private Network decider;
    private Network reconstructor;

    @BeforeEach
    void makeNetworks() {
        NamedLayer same = new NamedLayer("same", new Layer.Convolution(2, 2, 1, 1, 0, false));
        Weights identity = Weights.of(Map.of("same.weight", HostTensor.of(new float[] {1, 0, 0, 1}, 2, 2, 1, 1)));
        featurizer = Network.of(new Architecture("same", SHAPE, List.of(same)), identity);
        reconstructor = Network.of(
                new Architecture("clamp", SHAPE, List.of(same, new NamedLayer("range", new Layer.Clamp()))), identity);
        decider = Network.random(
                new Architecture(
                        "decider",
                        SHAPE,
                        List.of(
                                new NamedLayer("pool", new Layer.GlobalAveragePool()),
                                new NamedLayer("fc", new Layer.Linear(2, 3)))),
                1);
    }

    @AfterEach
    void close() {
        featurizer.close();
        decider.close();
        reconstructor.close();
    }

    @Test
    void sayOfRowsThatComeBackThatTheyDo() {
        double[] inside = statistics(row(0.2f, 0.8f));
        assertThat(inside).hasSize(GateCalibration.statistics(SHAPE));
        assertThat(inside[0]).isCloseTo(1, within(1e-6));
        assertThat(inside[3]).isCloseTo(Math.log(1e-6), within(1e-6)); // no distance at all
        assertThat(inside[8]).isCloseTo(0, within(1e-6));
        assertThat(inside[9]).isCloseTo(Math.log(1.995 / 0.005) / 2, within(1e-6)); // tanh^-1(.995), the most there is

        double[] outside = statistics(row(-3, 3));
        assertThat(outside[0]).isLessThan(0.95);
        assertThat(outside[3]).isGreaterThan(0);
        assertThat(outside[9]).isLessThan(inside[9]);
    }

    /** A chequerboard of 0 and 1 in both channels: worked out on paper. */
    @Test
    void areWhatTheySay() {
        float[] values = new float[SHAPE.values()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 4 + i / 4) % 2;
        }
        double[] s = statistics(values);
        // neighbours: 24 pairs in each map, all differ by 1; variance inside a map 16 * 0.25 = 4; channels weigh 1 and
        // 1/4
        assertThat(s[1]).isCloseTo(Math.log(24.0 * 1.25 / (4 * 1.25)), within(1e-5));
        // squares: half of 16 values, times 1 and 1/4, over 32 values
        assertThat(s[2]).isCloseTo(Math.log(8 * 1.25 / 32), within(1e-5));
        assertThat(s[4]).isCloseTo(0.5, within(1e-6));
        // fourth powers: 8 and 8/16; kurtosis 8.5 / 32 over the square of 10 / 32
        assertThat(s[5]).isCloseTo(Math.log(8.5 * 32 / 100), within(1e-5));
        assertThat(s[6]).isCloseTo(48 / 32.0, within(1e-6));
        assertThat(s[7]).isCloseTo(0.5, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"F32", "F16", "I8"})
    void catchesAContributionByTheRowsThatLookUnprotected(ElementType type) {
        assertThat(caught(type, 256, 7)).isFalse();
        assertThat(caught(type, 256, 8)).isTrue();
        assertThat(caught(type, 30, 3)).isFalse();
        assertThat(caught(type, 30, 4)).isTrue();
    }

    @Test
    void saysWhatTheyLookLikeAndTheLimit() {
        try (ProtectionGate gate = gate()) {
            gate.add(rows(ElementType.F32, 100, 50));
            gate.add(rows(ElementType.F32, 156, 0));
            assertThat(gate.problem())
                    .hasValueSatisfying(sentence -> assertThat(sentence)
                            .contains("50 of 256 rows", "most often like original features (50)", "at most 7 may"));
        }
    }

    private boolean caught(ElementType type, int rows, int unprotected) {
        try (ProtectionGate gate = gate()) {
            gate.add(rows(type, rows, unprotected));
            return gate.problem().isPresent();
        }
    }

    /** Caught is what comes back: its correlation with F(R(z)) is above 0.97. */
    private ProtectionGate gate() {
        List<Double> weights = new java.util.ArrayList<>(Collections.nCopies(GateCalibration.statistics(SHAPE), 0.0));
        weights.set(0, 1.0);
        List<Double> none = Collections.nCopies(GateCalibration.statistics(SHAPE), 0.0);
        return new ProtectionGate(
                featurizer,
                decider,
                reconstructor,
                new GateCalibration(
                        MEANS,
                        DEVIATIONS,
                        List.of(
                                new WeakProtection("nothing", none, 1),
                                new WeakProtection("original features", weights, 0.97))));
    }

    private static PoisonedFeatures rows(ElementType type, int rows, int unprotected) {
        Random random = new Random(1);
        float[] values = new float[rows * SHAPE.values()];
        for (int i = 0; i < values.length; i++) {
            boolean comesBack = i / SHAPE.values() < unprotected;
            values[i] = comesBack ? random.nextFloat() : 3 * (float) random.nextGaussian();
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            return PoisonedFeatures.of(new FeatureRows.Builder(SHAPE, type, rows)
                    .append(manager.create(values, new Shape(rows, 2, 4, 4)), new int[rows])
                    .build());
        }
    }

    private static float[] row(float least, float greatest) {
        Random random = new Random(2);
        float[] values = new float[SHAPE.values()];
        for (int i = 0; i < values.length; i++) {
            values[i] = least + (greatest - least) * random.nextFloat();
        }
        return values;
    }

    private double[] statistics(float[] row) {
        try (RowStatistics statistics = new RowStatistics(featurizer, decider, reconstructor, MEANS, DEVIATIONS);
                NDManager manager = NDManager.newBaseManager();
                NDArray z = manager.create(row, new Shape(1, 2, 4, 4))) {
            return statistics.of(z)[0];
        }
    }
}
