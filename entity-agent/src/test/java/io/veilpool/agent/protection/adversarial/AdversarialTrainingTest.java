package io.veilpool.agent.protection.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.protection.TwoAttributes;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.Network;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.TrainingDivergedException;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdversarialTrainingTest {
    private static final HookPoint HOOK = HookPoint.parse("conv4_2");
    private static final TwoAttributes DATA = TwoAttributes.of(300, 1);
    private static final TwoAttributes TEST = TwoAttributes.of(200, 2);

    private static AdversarialConfig config(int steps, double pixel, double perceptual, double discriminator) {
        return new AdversarialConfig(
                steps, 24, 1e-3, 60, 4, 5e-3, TwoAttributes.INVERTER, pixel, perceptual, 1, 10, discriminator);
    }

    private static Network train(AdversarialConfig config, long seed) throws IOException {
        try (NetworkTrainer.Trained trained = AdversarialTraining.train(
                config,
                TwoAttributes.CLASSIFIER,
                TwoAttributes.BACKBONE,
                HOOK,
                DATA.images(),
                seed,
                Progress.silent())) {
            return trained.whole().copy();
        }
    }

    @Test
    void theTaskStaysWhileTheInverterIsDenied() throws Exception {
        try (Network denied = train(config(60, 5, 0, 0), 1)) {
            assertThat(TEST.accuracy(denied)).isGreaterThan(0.9);
        }
    }

    @Test
    void endsAlikeForOneSeedWithEveryPart() throws Exception {
        AdversarialConfig all = config(3, 1, 1, 0.1);
        try (Network first = train(all, 3);
                Network second = train(all, 3);
                Network other = train(all, 4);
                Network plain = train(config(3, 1, 0, 0), 3)) {
            assertThat(second.weights()).isEqualTo(first.weights());
            assertThat(other.weights()).isNotEqualTo(first.weights());
            assertThat(plain.weights()).isNotEqualTo(first.weights());
            assertThat(first.architecture()).isEqualTo(TwoAttributes.BACKBONE);
        }
    }

    @Test
    void saysWhenALossIsNoLongerANumber() {
        AdversarialConfig wild =
                new AdversarialConfig(200, 24, 1e30, 0, 1, 2e-3, TwoAttributes.INVERTER, 1, 0, 1, 1, 0);
        assertThatThrownBy(() -> train(wild, 1).close())
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("adversarial training diverged");
    }

    @Test
    void theHingeEndsAtTheLimit() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray distance = manager.create(new float[] {1, 3, 0});
            NDArray guess = manager.create(new float[] {2, 2, 4});
            distance.setRequiresGradient(true);
            try (var collector = Engine.getInstance().newGradientCollector()) {
                NDArray hinge = Distances.hinge(distance, guess, 1);
                // Shares .5, 1.5 and 0: (.5 + 0 + 1) / 3.
                assertThat(hinge.getFloat()).isCloseTo(0.5f, within(1e-6f));
                collector.backward(hinge);
            }
            // -1 / (3 guess), and nothing where the inverter does worse than the guess.
            assertThat(distance.getGradient().toFloatArray())
                    .containsExactly(new float[] {-1 / 6f, 0, -1 / 12f}, within(1e-6f));
        }
    }

    @Test
    void theMeanPictureIsTheMean() {
        try (NDManager manager = NDManager.newBaseManager()) {
            int[] all = IntStream.range(0, TEST.images().size()).toArray();
            NDArray images = TEST.images().batch(manager, all);
            float[] mean = images.mean(new int[] {0}).toFloatArray();
            NDArray guess = MeanPicture.of(TEST.images()).times(images);
            assertThat(guess.getShape()).isEqualTo(images.getShape());
            assertThat(guess.get("7").toFloatArray()).containsExactly(mean, within(1e-5f));
        }
    }

    @Test
    void perceptionIsZeroForEqualPicturesOnly() throws Exception {
        try (Perception perception = Perception.train(5, DATA.images(), 2, 1, Progress.silent());
                NDManager manager = NDManager.newBaseManager()) {
            NDArray x = TEST.images().batch(manager, new int[] {0, 1, 2});
            assertThat(perception.distance(x, x).toFloatArray()).containsOnly(0f);
            for (float distance : perception.distance(x, x.neg().add(1)).toFloatArray()) {
                assertThat(distance).isPositive();
            }
        }
    }

    @Test
    void theDiscriminatorLearnsToTellPictures() {
        try (NDManager manager = NDManager.newBaseManager();
                Discriminator discriminator = new Discriminator(TwoAttributes.IMAGE, Optimiser.adam(s -> 2e-3, 5), 1)) {
            NDArray images = TEST.images().batch(manager, IntStream.range(0, 32).toArray());
            NDArray grey = manager.ones(new Shape(32, 1, 16, 16)).sub(0.5f);
            double first = discriminator.step(images, grey);
            double last = first;
            for (int step = 0; step < 30; step++) {
                last = discriminator.step(images, grey);
            }
            assertThat(last).isLessThan(0.5 * first);
            assertThat(discriminator.deceived(grey).getFloat()).isGreaterThan(1);
        }
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> config(0, 1, 0, 0)).hasMessageContaining("steps must be");
        assertThatThrownBy(() -> config(1, -1, 0, 0)).hasMessageContaining("pixel must be");
        assertThatThrownBy(() -> config(1, Double.NaN, 0, 0)).hasMessageContaining("pixel must be");
        assertThat(AdversarialConfig.DEFAULT.withWeights(5, 6).perceptual()).isEqualTo(6);
    }
}
