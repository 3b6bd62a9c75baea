package io.veilpool.agent.protection.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.protection.TwoAttributes;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.architecture.InvalidArchitectureException;
import io.veilpool.model.network.Network;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.TrainingDivergedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HybridTrainingTest {
    private static final HookPoint BRANCH = HookPoint.parse("conv3_1");
    private static final TwoAttributes DATA = TwoAttributes.of(400, 1);
    private static final TwoAttributes TEST = TwoAttributes.of(300, 2);
    private static final EmbeddingConfig EMBEDDING =
            new EmbeddingConfig(0.5, 2, 1, EmbeddingConfig.Target.RANDOM, 1, 20, 16);

    private static HybridConfig config(int steps, double rate) {
        return new HybridConfig(
                steps, 32, rate, BRANCH, 8, 32, 6, 5e-3, 40, TwoAttributes.INVERTER, 0.3, 2, 1, 1, 0.1, 0.5, EMBEDDING);
    }

    private static Network train(HybridConfig config, long seed) throws IOException {
        NetworkTrainer.Trained trained = HybridTraining.train(
                config,
                TwoAttributes.CLASSIFIER,
                TwoAttributes.BACKBONE,
                HookPoint.POOLED,
                DATA.images(),
                seed,
                Progress.silent());
        Objects.requireNonNull(trained.unprotected()).close();
        return trained.whole();
    }

    @Test
    void theTaskStaysWhileTheAttributeIsDenied() throws Exception {
        try (Network fooling = train(config(80, 1e-3).with(3, 50, 0, 0), 1)) {
            assertThat(TEST.accuracy(fooling)).isGreaterThan(0.9);
        }
    }

    @Test
    void endsAlikeForOneSeedAndEveryPartCounts() throws Exception {
        HybridConfig all = config(4, 2e-3);
        try (Network first = train(all, 3);
                Network second = train(all, 3);
                Network other = train(all, 4)) {
            assertThat(second.weights()).isEqualTo(first.weights());
            assertThat(other.weights()).isNotEqualTo(first.weights());
            for (HybridConfig without :
                    new HybridConfig[] {all.with(0, 0, 1, 0.5), all.with(2, 2, 1, 0.5), all.with(2, 40, 0, 0.5)}) {
                try (Network less = train(without, 3)) {
                    assertThat(less.weights()).isNotEqualTo(first.weights());
                    assertThat(less.architecture()).isEqualTo(TwoAttributes.BACKBONE);
                }
            }
        }
    }

    @Test
    void unknownAttributesAreLeftOut() throws Exception {
        int[] some = DATA.sensitive().clone();
        Arrays.fill(some, 0, 200, -1);
        HybridTraining.train(
                        config(2, 1e-3),
                        TwoAttributes.CLASSIFIER,
                        TwoAttributes.BACKBONE,
                        HookPoint.POOLED,
                        DATA.images().withSensitive(List.of(TwoAttributes.SIDE), new int[][] {some}),
                        1,
                        Progress.silent())
                .close();
    }

    @Test
    void saysWhenALossIsNoLongerANumber() {
        assertThatThrownBy(() -> train(config(200, 1e30), 1).close())
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("diverged");
    }

    @Test
    void refusesABranchBehindTheEmbedding() {
        assertThatThrownBy(() -> HybridTraining.train(
                                config(1, 1e-3),
                                TwoAttributes.CLASSIFIER,
                                TwoAttributes.BACKBONE,
                                HookPoint.parse("conv2_1"),
                                DATA.images(),
                                1,
                                Progress.silent())
                        .close())
                .isInstanceOf(InvalidArchitectureException.class)
                .hasMessageContaining("no hook point conv3_1");
        assertThatThrownBy(() -> config(0, 1)).hasMessageContaining("steps must be");
        assertThatThrownBy(() -> new HybridConfig(
                        1, 2, 1, BRANCH, 1, 1, 1, 1, 0, TwoAttributes.INVERTER, 0, 0, 0, 0, 0, 1, null))
                .hasMessageContaining("embedding is needed exactly if");
    }

    @Test
    void correlationIsOneForCopiesAndZeroForWhatDoesNotCorrelate() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray u = manager.create(new float[] {1, -1, 1, -1}, new Shape(4, 1, 1, 1));
            NDArray v = manager.create(new float[] {1, 1, -1, -1}, new Shape(4, 1, 1, 1));
            assertThat(SensitiveBranch.correlation(u, u.neg()).getFloat()).isCloseTo(1, within(1e-5f));
            assertThat(SensitiveBranch.correlation(u, v).getFloat()).isCloseTo(0, within(1e-5f));
            // A channel that does not vary correlates with nothing, and its gradient stays a number.
            assertThat(SensitiveBranch.correlation(u, v.zerosLike()).getFloat()).isZero();
        }
    }
}
