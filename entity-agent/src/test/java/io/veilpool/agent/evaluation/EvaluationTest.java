package io.veilpool.agent.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.leakage.Attackers;
import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.agent.refinement.Refinement;
import io.veilpool.agent.refinement.RefinementConfig;
import io.veilpool.agent.refinement.RefinementOutcome;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.training.DeciderConfig;
import io.veilpool.model.training.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
    private static final ProbeConfig PROBE = new ProbeConfig(8, 1, 20, 16, 5e-3, 200, 50, 20);
    private final TinyWorld world = TinyWorld.get();
    private final LabelledImages test = TinyWorld.stripes(90, 21);

    @TempDir
    Path folder;

    @Test
    void givesEveryFigureAndThePictures() throws Exception {
        try (PrivateDpm dpm = TinyWorld.identity();
                Attackers attackers =
                        Attackers.train(PROBE, world.networks, dpm, world.publicImages, 1, Progress.silent())) {
            RefinementOutcome refined = Refinement.run(
                    new RefinementConfig(
                            DeciderConfig.fromScratch().withSteps(5),
                            DeciderConfig.refining().withSteps(5)),
                    world.networks,
                    world.features,
                    world.validation,
                    List.of(dpm.poison(world.features, ElementType.F16, 1)),
                    1,
                    folder.resolve("deciders"),
                    Progress.silent());
            EvaluationResult result = Evaluation.onTest(
                    new EvaluationInputs(
                            "e2",
                            true,
                            world.networks,
                            dpm,
                            attackers,
                            PROBE,
                            world.publicImages,
                            refined,
                            world.networks.decider(),
                            test,
                            null,
                            folder.resolve("pictures")),
                    Progress.silent());

            assertThat(result.testImages()).isEqualTo(90);
            assertThat(Objects.requireNonNull(result.preTraining()).top1())
                    .isEqualTo(Objects.requireNonNull(result.poisoning()).top1Original());
            assertThat(Objects.requireNonNull(result.poisoning()).top1Poisoned())
                    .isEqualTo(Objects.requireNonNull(result.poisoning()).top1Original());
            assertThat(Objects.requireNonNull(result.poisoning()).ssimPoisoned())
                    .isCloseTo(result.reconstructor().ssim(), within(1e-3));
            assertThat(Objects.requireNonNull(result.poisoning()).insiderScoredImages())
                    .isEqualTo(50);
            assertThat(Objects.requireNonNull(result.refinement()).images()).isEqualTo(400);
            assertThat(Objects.requireNonNull(result.refinement()).top1PublishedDecider())
                    .isEqualTo(Objects.requireNonNull(result.preTraining()).top1());
            assertThat(result.poolOnlyTop1())
                    .isEqualTo(Objects.requireNonNull(result.preTraining()).top1());
            assertThat(result).isEqualTo(ProtocolJson.read(ProtocolJson.text(result), EvaluationResult.class));
        }
        try (Stream<Path> files = Files.list(folder.resolve("pictures"))) {
            assertThat(files).hasSize(4 * 8);
        }
        byte[] pixels = new byte[TinyWorld.IMAGE.values()];
        test.pixels(5, pixels);
        int rgb =
                ImageIO.read(folder.resolve("pictures/original_5.png").toFile()).getRGB(3, 2);
        assertThat((rgb >> 16) & 255).isEqualTo(Byte.toUnsignedInt(pixels[2 * 16 + 3]));
        assertThat(rgb & 255).isEqualTo(Byte.toUnsignedInt(pixels[512 + 2 * 16 + 3]));
    }

    @Test
    void leavesOutWhatAnEntityDoesNotHaveYet() throws Exception {
        EvaluationResult result = Evaluation.onTest(inputs(test), Progress.silent());

        assertThat(result.preTraining()).isNull();
        assertThat(result.poisoning()).isNull();
        assertThat(result.refinement()).isNull();
        assertThat(result.poolOnlyTop1()).isNull();
        assertThat(result.reconstructor().ssim()).isGreaterThan(0.5);
    }

    @Test
    void refusesToEvaluateOnNoImages() {
        assertThatThrownBy(() -> Evaluation.onTest(inputs(test.subset(new int[0])), Progress.silent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one test image");
    }

    private EvaluationInputs inputs(LabelledImages images) {
        return new EvaluationInputs(
                "e2", false, world.networks, null, null, PROBE, null, null, null, images, null, null);
    }
}
