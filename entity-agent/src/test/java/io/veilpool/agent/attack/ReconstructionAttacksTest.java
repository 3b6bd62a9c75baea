package io.veilpool.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.ImageScores;
import io.veilpool.model.training.Progress;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReconstructionAttacksTest {
    static Stream<ReconstructionAttack> attacks() {
        return Stream.of(new RobustReconstructor(), new UnpairedAlignment(), new Optimisation());
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void anIdentityIsRead(ReconstructionAttack attack) {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.IDENTITY).build()) {
            ReconstructionResult result = TinyScenes.reconstruct(attack, scene);

            assertThat(result.failure()).isNull();
            assertThat(result.leakage()).isGreaterThan(0.5);
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void aConstantLeaksNothing(ReconstructionAttack attack) {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.CONSTANT).build()) {
            ReconstructionResult result = TinyScenes.reconstruct(attack, scene);

            assertThat(result.failure()).isNull();
            assertThat(result.leakage()).isLessThan(0.1);
            assertThat(result.best().top1Retrieval()).isLessThan(8); // chance is 2
        }
    }

    @Test
    void alignmentUndoesAChangeOfScale() {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.STRETCHED).build()) {
            ReconstructionResult aligned = TinyScenes.reconstruct(new UnpairedAlignment(), scene);

            assertThat(aligned.failure()).isNull();
            assertThat(aligned.leakage()).isGreaterThan(0.8);
            assertThat(aligned.leakage())
                    .isGreaterThan(TinyScenes.reconstruct(new UnseenReconstructors(), scene)
                            .leakage());
        }
    }

    @Test
    void picturesOfAConstantByUnseenReconstructorsShowNothing() {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.CONSTANT).build()) {
            ReconstructionResult unseen = TinyScenes.reconstruct(new UnseenReconstructors(), scene);

            assertThat(unseen.failure()).isNull();
            assertThat(unseen.leakage()).isLessThan(0.1);
        }
    }

    @Test
    void oneAnchorMakesHookPointsComparable() {
        try (AttackScene own = TinyScenes.scene(TinyScenes.IDENTITY).build()) {
            ImageReadings clean = own.cleanReadings(TinyScenes.BUDGET, 1, Progress.silent());
            ImageReadings perfect = new ImageReadings(perfect(clean), perfect(clean), perfect(clean));
            try (AttackScene anchored =
                    TinyScenes.scene(TinyScenes.IDENTITY).anchor(perfect).build()) {
                double byItself = TinyScenes.reconstruct(new Insider(), own).leakage();
                ReconstructionResult byAnchor = TinyScenes.reconstruct(new Insider(), anchored);

                assertThat(byAnchor.leakage()).isBetween(0.5, byItself - 0.01);
                assertThat(byAnchor.positiveControl()).isGreaterThan(0.99);
            }
        }
    }

    private static ImageScores perfect(ImageReadings like) {
        double[] ssim = new double[like.images()];
        Arrays.fill(ssim, 1);
        return ImageScores.of(ssim, new double[like.images()]);
    }
}
