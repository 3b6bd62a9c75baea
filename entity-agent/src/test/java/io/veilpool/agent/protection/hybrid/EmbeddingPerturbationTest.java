package io.veilpool.agent.protection.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.agent.opponent.SensitiveLabels;
import io.veilpool.agent.protection.hybrid.EmbeddingConfig.Target;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Embeddings of four numbers: the first tells the main class, the second the sensitive value, the others nothing. */
class EmbeddingPerturbationTest {
    private static final FeatureShape SHAPE = new FeatureShape(4, 1, 1);
    private static final int ROWS = 400;

    private final int[] sensitive = new int[ROWS];
    private final OriginalFeatures embeddings = embeddings();
    private final int[] all = IntStream.range(0, ROWS).toArray();

    private OriginalFeatures embeddings() {
        Random random = new Random(1);
        float[] values = new float[4 * ROWS];
        int[] labels = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            labels[i] = random.nextInt(2);
            sensitive[i] = random.nextInt(2);
            for (int c = 0; c < 4; c++) {
                int side = c == 0 ? 2 * labels[i] - 1 : c == 1 ? 2 * sensitive[i] - 1 : 0;
                values[4 * i + c] = (float) ((1 + c) * (side + 0.3 * random.nextGaussian()));
            }
        }
        FeatureRows.Builder rows = new FeatureRows.Builder(SHAPE, ElementType.F32, ROWS);
        try (NDManager manager = NDManager.newBaseManager()) {
            rows.append(manager.create(values, new Shape(ROWS, 4, 1, 1)), labels);
        }
        return OriginalFeatures.of(rows.build());
    }

    /** Decides by the sign of the first number. */
    private static Network decider() {
        Architecture linear = new Architecture("d", SHAPE, List.of(new NamedLayer("fc", new Layer.Linear(4, 2))));
        return Network.of(
                linear,
                Weights.of(Map.of(
                        "fc.weight", HostTensor.of(new float[] {-3, 0, 0, 0, 3, 0, 0, 0}, 2, 4),
                        "fc.bias", HostTensor.of(new float[2], 2))));
    }

    private EmbeddingPerturbation train(Target target, int adversaries, int steps, long seed) {
        EmbeddingConfig config = new EmbeddingConfig(1.2, steps, 1, target, adversaries, 60, 16);
        try (Network decider = decider()) {
            return EmbeddingPerturbation.train(
                    config, embeddings, SensitiveLabels.of(sensitive, 2, labels()), decider, seed, Progress.silent());
        }
    }

    private int[] labels() {
        return Arrays.stream(all).map(embeddings::label).toArray();
    }

    @Test
    void movesWithinItsBound() {
        HostTensor deviation = EmbeddingPerturbation.deviation(embeddings);
        try (EmbeddingPerturbation perturbation = train(Target.LEAST_LIKELY, 1, 1, 1);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray u = embeddings.batch(manager, all);
            NDArray moved = perturbation.apply(u);
            float[] change = moved.sub(u).toFloatArray();
            float[] bound = new float[4];
            deviation.data().asFloatBuffer().get(bound);
            for (int i = 0; i < change.length; i++) {
                assertThat(Math.abs(change[i])).isLessThanOrEqualTo(1.2f * bound[i % 4] + 1e-4f);
            }
        }
    }

    @Test
    void isTheSameForASeedAndForEqualEmbeddings() {
        try (EmbeddingPerturbation first = train(Target.RANDOM, 2, 8, 1);
                EmbeddingPerturbation second = train(Target.RANDOM, 2, 8, 1);
                EmbeddingPerturbation other = train(Target.RANDOM, 2, 8, 2);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray u = embeddings.batch(manager, all);
            float[] moved = first.apply(u).toFloatArray();
            assertThat(first.apply(u).toFloatArray()).isEqualTo(moved);
            assertThat(second.apply(u).toFloatArray()).isEqualTo(moved);
            assertThat(other.apply(u).toFloatArray()).isNotEqualTo(moved);
        }
    }

    @Test
    void comesBackFromItsWeights() {
        try (EmbeddingPerturbation made = train(Target.RANDOM, 2, 8, 1);
                EmbeddingPerturbation again = EmbeddingPerturbation.open(made.module(), SHAPE, made.weights());
                NDManager manager = NDManager.newBaseManager()) {
            NDArray u = embeddings.batch(manager, all);
            assertThat(again.apply(u).toFloatArray()).isEqualTo(made.apply(u).toFloatArray());
            assertThat(again.weights()).isEqualTo(made.weights());
            assertThat(again.module()).isEqualTo(made.module());
            assertThatThrownBy(() -> EmbeddingPerturbation.open("4 blocks BASIC, 64 wide", SHAPE, made.weights()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no adversarial embedding");
        }
    }

    @Test
    void leavesOnlyItsResultWithTheManager() {
        try (EmbeddingPerturbation perturbation = train(Target.RANDOM, 2, 8, 1);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray u = embeddings.batch(manager, all);
            int before = manager.getManagedArrays().size();
            perturbation.apply(u).close();
            assertThat(manager.getManagedArrays()).hasSize(before);
        }
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new EmbeddingConfig(0, 1, 1, Target.RANDOM, 1, 1, 1))
                .hasMessageContaining("size must");
        assertThatThrownBy(() -> new EmbeddingConfig(1, 0, 1, Target.RANDOM, 1, 1, 1))
                .hasMessageContaining("steps must");
        assertThatThrownBy(() -> new EmbeddingConfig(1, 1, -1, Target.RANDOM, 1, 1, 1))
                .hasMessageContaining("settling must");
    }
}
