package io.veilpool.agent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.agent.attack.AttackDecoder;
import io.veilpool.agent.attack.DecoderTraining;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.agent.pretraining.ReconstructorTraining;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases of the tiny world, whose own reconstructor was trained for 250 steps. */
class ReleaseTrialTest {
    private static final double FLOOR = 0.5;
    private static final TrialBudget BUDGET =
            new TrialBudget(100, 200, new AttackDecoder.Size(16, 1), new DecoderTraining.Config(20, 24, 2e-3), 200);
    private static final TinyWorld WORLD = TinyWorld.get();
    private static final PublishedNetworks SOUND = WORLD.networks;

    @TempDir
    Path folder;

    @Test
    void aSoundReleasePasses() {
        ReleaseFigures figures = tried(SOUND, WORLD.images);

        assertThat(figures.objections(FLOOR)).isEmpty();
        assertThat(figures.warnings(FLOOR)).isEmpty();
        assertThat(figures.images()).isEqualTo(100);
        assertThat(figures.top1().low()).isGreaterThan(figures.chance());
        assertThat(figures.reconstructorSsim().low())
                .isLessThanOrEqualTo(figures.reconstructorSsim().value())
                .isGreaterThan(figures.guessSsim() + 0.2);
        assertThat(figures.reconstructorL1().high()).isLessThan(0.2);
    }

    @Test
    void aCharterMayAskForMoreThanItHas() {
        ReleaseFigures figures = tried(SOUND, WORLD.images);

        assertThat(figures.objections(0.999)).singleElement().asString().contains("the charter asks for at least 1.00");
    }

    @Test
    void aReconstructorWithRandomWeightsIsRefused() throws Exception {
        try (Network random = Network.random(SOUND.reconstructor().architecture(), 1);
                PublishedNetworks weak = TinyWorld.published(folder, SOUND.featurizer(), SOUND.decider(), random)) {
            ReleaseFigures figures = tried(weak, WORLD.images);

            assertThat(figures.objections(FLOOR))
                    .satisfiesExactly(
                            floor -> assertThat(floor).contains("leakage looks low for free"),
                            beside -> assertThat(beside).contains("20 steps on 200 images"));
            assertThat(figures.objections(0)).as("no floor was agreed on").isEmpty();
            assertThat(figures.warnings(0))
                    .satisfiesExactly(
                            beside -> assertThat(beside).contains("20 steps on 200 images"),
                            guess -> assertThat(guess).contains("a guess without features"));
        }
    }

    @Test
    void aReconstructorOfATenthOfTheStepsIsRefused() throws Exception {
        try (Network hasty = reconstructor(25, WORLD.images);
                PublishedNetworks weak = TinyWorld.published(folder, SOUND.featurizer(), SOUND.decider(), hasty)) {
            assertThat(tried(weak, WORLD.images).objections(FLOOR)).isNotEmpty();
        }
    }

    @Test
    void aReconstructorThatPaintsWhateverItSeesTheSameIsRefused() throws Exception {
        int all = WORLD.images.size();
        LabelledImages others = WORLD.images.subset(
                IntStream.range(0, all).map(i -> (i + 100) % all).toArray());
        try (Network mean = reconstructor(250, others);
                PublishedNetworks weak = TinyWorld.published(folder, SOUND.featurizer(), SOUND.decider(), mean)) {
            ReleaseFigures figures = tried(weak, WORLD.images);

            assertThat(figures.objections(FLOOR)).hasSize(2);
            assertThat(figures.reconstructorSsim().value()).isLessThan(figures.guessSsim() + 0.1);
        }
    }

    @Test
    void aDeciderThatKnowsNothingIsWarnedOf() throws Exception {
        try (Network random = Network.random(SOUND.decider().architecture(), 1);
                PublishedNetworks useless =
                        TinyWorld.published(folder, SOUND.featurizer(), random, SOUND.reconstructor())) {
            ReleaseFigures figures = tried(useless, WORLD.images);

            assertThat(figures.objections(FLOOR)).isEmpty();
            assertThat(figures.warnings(FLOOR)).singleElement().asString().contains("more than chance (33.3 %)");
        }
    }

    /** Four pixels of each channel side by side in one place: nothing is lost, and any reconstructor of this kind is exact. */
    @Test
    void aFeaturizerThatHandsTheImageThroughShowsInTheFigures() throws Exception {
        float[] filters = new float[12 * 12];
        IntStream.range(0, 12).forEach(i -> filters[13 * i] = 1);
        Architecture architecture = new Architecture(
                "hands-through",
                new FeatureShape(3, 16, 16),
                List.of(new NamedLayer("pixels", new Layer.Convolution(3, 12, 2, 2, 0, false))));
        Weights weights = Weights.of(Map.of("pixels.weight", HostTensor.of(filters, 12, 3, 2, 2)));
        try (Network through = Network.of(architecture, weights);
                PublishedNetworks leaking =
                        TinyWorld.published(folder, through, SOUND.decider(), SOUND.reconstructor())) {
            ReleaseFigures figures = tried(leaking, WORLD.images);

            assertThat(figures.ownSsim().low())
                    .isGreaterThan(0.99)
                    .isGreaterThan(figures.untrainedSsim().high() + 0.1);
        }
    }

    @Test
    void anEntityThatLacksAClassCanTryAReleaseToo() {
        int[] two = IntStream.range(0, WORLD.images.size())
                .filter(i -> WORLD.images.label(i) != 2)
                .toArray();

        assertThat(tried(SOUND, WORLD.images.subset(two)).objections(FLOOR)).isEmpty();
    }

    @Test
    void theSeedDecidesEverything() {
        ReleaseFigures figures = tried(SOUND, WORLD.images);

        assertThat(tried(SOUND, WORLD.images)).isEqualTo(figures);
        assertThat(tried(SOUND, WORLD.images, 2)).isNotEqualTo(figures);
    }

    private static Network reconstructor(int steps, LabelledImages images) {
        return ReconstructorTraining.train(
                new PreTrainingConfig(1, 32, 0.05, 5e-4, steps, 32, 5e-3),
                SOUND.reconstructor().architecture(),
                WORLD.features,
                images,
                1,
                Progress.silent());
    }

    private static ReleaseFigures tried(PublishedNetworks networks, LabelledImages training) {
        return tried(networks, training, 1);
    }

    private static ReleaseFigures tried(PublishedNetworks networks, LabelledImages training, long seed) {
        return ReleaseTrial.run(
                BUDGET,
                networks,
                Backbones.split(
                                Backbones.named("small-resnet-12", TinyWorld.IMAGE, TinyWorld.CLASSES),
                                HookPoint.parse("conv2_1"))
                        .featurizer(),
                training,
                FeatureCache.compute(networks, training, Progress.silent()),
                WORLD.validationImages,
                FeatureCache.compute(networks, WORLD.validationImages, Progress.silent()),
                seed,
                Progress.silent());
    }
}
