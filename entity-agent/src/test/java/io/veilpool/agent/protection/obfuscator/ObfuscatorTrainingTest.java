package io.veilpool.agent.protection.obfuscator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.protection.TwoAttributes;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.Network;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.TrainingDivergedException;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ObfuscatorTrainingTest {
    private static final HookPoint HOOK = HookPoint.parse("conv4_2");
    private static final TwoAttributes DATA = TwoAttributes.of(300, 1);
    private static final TwoAttributes TEST = TwoAttributes.of(200, 2);

    private static ObfuscatorConfig config(int steps) {
        return new ObfuscatorConfig(steps, 24, 1e-3, 30, 3e-3, TwoAttributes.INVERTER, 16, 1, 1, 1);
    }

    private static Network train(ObfuscatorConfig config, long seed) throws IOException {
        NetworkTrainer.Trained trained = ObfuscatorTraining.train(
                config, TwoAttributes.CLASSIFIER, TwoAttributes.BACKBONE, HOOK, DATA.images(), seed, Progress.silent());
        Objects.requireNonNull(trained.unprotected()).close();
        return trained.whole();
    }

    @Test
    void theTaskStaysThroughAllPhases() throws Exception {
        try (Network closed = train(config(100), 1)) {
            assertThat(TEST.accuracy(closed)).isGreaterThan(0.9);
        }
    }

    @Test
    void endsAlikeForOneSeed() throws Exception {
        try (Network first = train(config(6), 3);
                Network second = train(config(6), 3);
                Network other = train(config(6), 4)) {
            assertThat(second.weights()).isEqualTo(first.weights());
            assertThat(other.weights()).isNotEqualTo(first.weights());
            assertThat(first.architecture()).isEqualTo(TwoAttributes.BACKBONE);
        }
    }

    @Test
    void saysWhenALossIsNoLongerANumber() {
        ObfuscatorConfig wild = new ObfuscatorConfig(200, 24, 1e30, 0, 2e-3, TwoAttributes.INVERTER, 16, 1, 1, 1);
        assertThatThrownBy(() -> train(wild, 1).close())
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("obfuscator training diverged");
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> config(0)).hasMessageContaining("steps must be");
        assertThatThrownBy(() -> config(1).withWeights(-1, 0, 0)).hasMessageContaining("noise must be");
    }
}
