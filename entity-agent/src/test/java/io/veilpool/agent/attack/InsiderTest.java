package io.veilpool.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.training.Progress;
import org.junit.jupiter.api.Test;

class InsiderTest {
    @Test
    void anIdentityLeaksEverything() {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.IDENTITY).build()) {
            ReconstructionResult result = TinyScenes.reconstruct(new Insider(), scene);

            assertThat(result.failure()).isNull();
            assertThat(result.leakage()).isGreaterThan(0.95);
            assertThat(result.positiveControl()).isGreaterThan(0.99);
            assertThat(result.negativeControl()).isLessThan(0.1);
            assertThat(result.best().top1Retrieval()).isGreaterThan(20); // chance is 2
            assertThat(result.best().images()).isEqualTo(60);
            assertThat(result.best().worst()).hasSize(16).allMatch(i -> i >= 60 && i < 120);
            assertThat(result.curve()).hasSize(4);
            assertThat(result.curve().getLast().part()).isEqualTo(1);
            assertThat(result.best().spread().max())
                    .isGreaterThanOrEqualTo(result.best().spread().p50());
        }
    }

    @Test
    void aConstantLeaksNothing() {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.CONSTANT).build()) {
            ReconstructionResult result = TinyScenes.reconstruct(new Insider(), scene);

            assertThat(result.failure()).isNull();
            assertThat(result.leakage()).isLessThan(0.1);
            assertThat(result.best().top1Retrieval()).isLessThan(5);
        }
    }

    @Test
    void noiseLowersRetrievalAndLeakage() {
        try (AttackScene little = TinyScenes.scene(TinyScenes.noise(0.1f)).build();
                AttackScene much = TinyScenes.scene(TinyScenes.noise(3f)).build()) {
            ReconstructionResult clear = TinyScenes.reconstruct(new Insider(), little);
            ReconstructionResult noisy = TinyScenes.reconstruct(new Insider(), much);

            assertThat(noisy.best().top1Retrieval()).isLessThan(clear.best().top1Retrieval());
            assertThat(noisy.leakage()).isLessThan(clear.leakage() - 0.2);
        }
    }

    @Test
    void isAtLeastAsStrongAsUnseenReconstructors() throws Exception {
        try (PrivateDpm dpm = TinyScenes.dpm(TinyWorld.config(), 1);
                AttackScene scene = TinyScenes.scene(Poisoner.of(dpm)).build()) {
            ReconstructionResult insider = TinyScenes.reconstruct(new Insider(), scene);
            ReconstructionResult unseen = TinyScenes.reconstruct(new UnseenReconstructors(), scene);

            assertThat(insider.failure()).isNull();
            assertThat(unseen.failure()).isNull();
            assertThat(unseen.series()).hasSize(6);
            assertThat(insider.leakage()).isGreaterThan(unseen.leakage() + 0.1);
        }
    }

    @Test
    void mixingLowersLeakageToThoseWhoSeparateToo() throws Exception {
        try (PrivateDpm alone = TinyScenes.dpm(TinyWorld.config(), 1);
                PrivateDpm mixed = TinyScenes.dpm(TinyWorld.config().withProfile(PoisoningProfile.custom(4)), 1);
                AttackScene single = TinyScenes.scene(Poisoner.of(alone)).build();
                AttackScene scene = TinyScenes.scene(Poisoner.of(mixed)).build()) {
            ReconstructionResult separating = TinyScenes.reconstruct(new SeparatingInsider(), scene);
            assertThat(separating.failure()).isNull();
            assertThat(separating.leakage()).isLessThan(0.5);
            ReconstructionResult insider = TinyScenes.reconstruct(new Insider(), scene);
            assertThat(insider.leakage())
                    .isLessThan(TinyScenes.reconstruct(new Insider(), single).leakage());
            ReconstructionResult informed = TinyScenes.reconstruct(new InformedPartner(), scene);
            assertThat(informed.failure()).isNull();
            assertThat(informed.leakage()).isGreaterThan(insider.leakage() + 0.1);
            assertThat(Attacks.on(scene))
                    .hasAtLeastOneElementOfType(SeparatingInsider.class)
                    .hasAtLeastOneElementOfType(InformedPartner.class);
            assertThat(Attacks.on(single))
                    .noneMatch(SeparatingInsider.class::isInstance)
                    .noneMatch(InformedPartner.class::isInstance);
            assertThatThrownBy(() -> TinyScenes.reconstruct(new InformedPartner(), single))
                    .isInstanceOf(RuntimeException.class)
                    .hasMessageContaining("no other images");
        }
    }

    @Test
    void picturesOfAnIdentityAreAllTheImageItself() {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.IDENTITY).build()) {
            ReconstructionResult result = TinyScenes.reconstruct(new SeparatingInsider(), scene);
            assertThat(result.failure()).isNull();
            assertThat(result.leakage()).isGreaterThan(0.8);
        }
    }

    @Test
    void anAttackerWithoutTrainingIsReportedAsFailedAndNotAsSafe() {
        // One step at a rate that wrecks the decoder: it fails on original features too.
        AttackBudget hopeless = new AttackBudget(32, 1, 8, 4, 1, 8, 120, 20);
        try (AttackScene scene = TinyScenes.scene(TinyScenes.CONSTANT).build()) {
            ReconstructionResult result = new Insider().run(scene, hopeless, 1, Progress.silent());

            assertThat(result.failed()).isTrue();
            assertThat(result.failure()).contains("original features");
            assertThat(result.leakage()).isEqualTo(1);
            assertThat(result.controlHolds()).isFalse();
        }
    }

    @Test
    void needsTheVictimsPoisoner() {
        AttackScene.Builder without = AttackScene.of(
                TinyScenes.WORLD.networks,
                TinyScenes.WORLD.publicImages,
                TinyScenes.PUBLIC,
                VictimRows.draw(
                        TinyScenes.IDENTITY, TinyScenes.WORLD.validationImages, TinyScenes.WORLD.validation, 1));
        try (AttackScene scene = without.build()) {
            assertThatThrownBy(() -> TinyScenes.reconstruct(new Insider(), scene))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the victim's poisoner");
        }
    }
}
