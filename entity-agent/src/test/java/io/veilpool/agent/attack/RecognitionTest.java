package io.veilpool.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecognitionTest {
    @Test
    void linksTheSameImageUnderTwoPoisonersButNotUnderAConstant() {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.noise(0.1f)).build()) {
            RecognitionResult linked = run(new Linkage(rows(TinyScenes.MIXED_CHANNELS)), scene);
            RecognitionResult hidden = run(new Linkage(rows(TinyScenes.CONSTANT)), scene);

            assertThat(linked.failure()).isNull();
            assertThat(linked.leakage()).isGreaterThan(0.5);
            assertThat(linked.low()).isLessThan(linked.leakage());
            assertThat(linked.series()).hasSize(3);
            assertThat(hidden.leakage()).isLessThan(0.1);
            assertThat(hidden.positiveControl()).isGreaterThan(0.9);
        }
    }

    @Test
    void noiseLowersReidentification() {
        try (AttackScene little = TinyScenes.scene(TinyScenes.noise(0.1f)).build();
                AttackScene much = TinyScenes.scene(TinyScenes.noise(20)).build();
                AttackScene none = TinyScenes.scene(TinyScenes.CONSTANT).build()) {
            RecognitionResult clear = run(new Reidentification(), little);
            RecognitionResult noisy = run(new Reidentification(), much);

            assertThat(clear.failure()).isNull();
            assertThat(clear.leakage()).isGreaterThan(0.9);
            assertThat(noisy.leakage()).isLessThan(clear.leakage() - 0.2);
            assertThat(run(new Reidentification(), none).leakage()).isLessThan(0.1);
        }
    }

    @Test
    void infersAnAttributeThatTheLabelDoesNotSay() {
        int[] known = brightness(TinyScenes.WORLD.publicImages);
        int[] asked = brightness(TinyScenes.WORLD.validationImages);
        AttributeInference insider =
                new AttributeInference(AttributeInference.Knower.INSIDER, "brightness", known, asked);
        AttributeInference bySurrogates =
                new AttributeInference(AttributeInference.Knower.SURROGATES, "brightness", known, asked);
        try (AttackScene open = TinyScenes.scene(TinyScenes.MIXED_CHANNELS)
                        .surrogates(List.of(TinyScenes.MIXED_CHANNELS, TinyScenes.noise(0.1f)))
                        .build();
                AttackScene closed = TinyScenes.scene(TinyScenes.CONSTANT).build()) {
            RecognitionResult result = run(insider, open);
            RecognitionResult surrogates = run(bySurrogates, open);
            assertThat(result.failure()).isNull();
            assertThat(result.chance()).isBetween(45.0, 70.0);
            assertThat(result.leakage()).isGreaterThan(0.4);
            assertThat(surrogates.leakage()).isGreaterThan(0.2);
            assertThat(run(insider, closed).leakage()).isLessThan(0.1);
            assertThatThrownBy(() -> run(bySurrogates, closed)).hasMessageContaining("at least one surrogate");
        }
    }

    /** Whether an image's mean is above the middle. */
    private static int[] brightness(LabelledImages images) {
        int[] bright = new int[images.size()];
        byte[] pixels = new byte[images.spec().values()];
        for (int i = 0; i < bright.length; i++) {
            images.pixels(i, pixels);
            long sum = 0;
            for (byte pixel : pixels) {
                sum += Byte.toUnsignedInt(pixel);
            }
            bright[i] = sum > 127L * pixels.length ? 1 : 0;
        }
        return bright;
    }

    private static PoisonedFeatures rows(Poisoner poisoner) {
        return poisoner.poison(TinyScenes.WORLD.validation, 9);
    }

    private static RecognitionResult run(RecognitionAttack attack, AttackScene scene) {
        return attack.run(scene, TinyScenes.BUDGET, 1, Progress.silent());
    }
}
