package io.veilpool.agent.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.TrainingDivergedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreTrainingTest {
    private static final ImageSpec GREY = new ImageSpec(1, 28, 28);
    private static final PreTrainingConfig TINY = new PreTrainingConfig(60, 24, 0.05, 5e-4, 60, 24, 5e-3);

    @TempDir
    Path folder;

    @Test
    void learnsSplitsAndReconstructsGreyImages() throws Exception {
        PreTrainingResult result =
                PreTraining.run(TINY, charter(4), stripes(240, 1, 4), stripes(80, 2, 4), 1, folder, Progress.silent());
        assertThat(result.top1()).isGreaterThan(60); // a guess gets 25
        assertThat(result.top5()).isEqualTo(100);
        assertThat(result.featureShape()).isEqualTo(new FeatureShape(16, 7, 7));
        assertThat(result.reconstructorSsim()).isGreaterThan(0.3);
        assertThat(result.reconstructorL1()).isLessThan(0.2);
        assertThat(result.calibration().meanNorm()).isPositive();
        assertThat(result.calibration().maxAbs()).isPositive();
        try (PublishedNetworks opened = PublishedNetworks.open(manifest(result), result.weights(), charter(4))) {
            assertThat(opened.featurizer().architecture().output()).isEqualTo(result.featureShape());
            assertThat(opened.reconstructor().architecture().output()).isEqualTo(new FeatureShape(1, 28, 28));
        }
    }

    @Test
    void endsAlikeForOneSeed() throws Exception {
        PreTrainingConfig few = new PreTrainingConfig(6, 16, 0.05, 5e-4, 4, 16, 5e-3);
        LabelledImages images = stripes(60, 1, 4);
        String first = PreTraining.run(few, charter(4), images, images, 3, folder, Progress.silent())
                .weightsDigest();
        String second = PreTraining.run(few, charter(4), images, images, 3, folder, Progress.silent())
                .weightsDigest();
        String other = PreTraining.run(few, charter(4), images, images, 4, folder, Progress.silent())
                .weightsDigest();
        assertThat(second).isEqualTo(first).isNotEqualTo(other);
    }

    @Test
    void smoothedLabelsGiveOtherWeightsAndTheSameForASeed() throws Exception {
        PreTrainingConfig few = new PreTrainingConfig(6, 16, 0.05, 5e-4, 4, 16, 5e-3);
        LabelledImages images = stripes(60, 1, 4);
        List<String> digests = new ArrayList<>();
        for (double smoothing : new double[] {0, 0.1, 0.1}) {
            digests.add(PreTraining.run(
                            few.withLabelSmoothing(smoothing), charter(4), images, images, 3, folder, Progress.silent())
                    .weightsDigest());
        }
        assertThat(digests.get(1)).isEqualTo(digests.get(2)).isNotEqualTo(digests.get(0));
        assertThatThrownBy(() -> few.withLabelSmoothing(1)).hasMessageContaining("labelSmoothing must be");
    }

    @Test
    void copesWithClassesThatThePublisherLacks() throws Exception {
        PreTrainingResult result =
                PreTraining.run(TINY, charter(6), stripes(200, 1, 4), stripes(60, 2, 4), 1, folder, Progress.silent());
        assertThat(result.top1()).isGreaterThan(50);
    }

    @Test
    void reportsEveryStepInOrderAndByName() throws Exception {
        List<String> phases = new ArrayList<>();
        PreTraining.run(
                new PreTrainingConfig(3, 8, 0.05, 5e-4, 2, 8, 5e-3),
                charter(4),
                stripes(20, 1, 4),
                stripes(20, 2, 4),
                1,
                folder,
                (phase, step, steps, loss, rate) -> phases.add(phase + " " + step + "/" + steps));
        assertThat(phases).contains("pre-training 3/3").endsWith("reconstructor 2/2");
    }

    @Test
    void publishesAStateDictsNetworkAsItIs() throws Exception {
        ImageSpec colour = new ImageSpec(3, 28, 28);
        LabelledImages images = LabelledImages.of(colour, new byte[6][colour.values()], new int[] {0, 1, 2, 3, 0, 1});
        Path file = folder.resolve("user.safetensors");
        Charter grey = charter(4);
        Charter charter = new Charter(
                grey.classes(),
                colour,
                grey.backbone(),
                "pooled",
                "e1",
                grey.dpmFamilies(),
                grey.thresholds(),
                grey.rows(),
                grey.rowTypes(),
                grey.profile(),
                grey.oversight());
        try (Network network = Network.random(Backbones.named("small-resnet-8", colour, 4), 9);
                NDManager manager = NDManager.newBaseManager()) {
            SafeTensors.write(file, network.weights(), Map.of());
            PreTrainingConfig asItIs = new PreTrainingConfig(0, 8, 0.05, 0, 2, 8, 5e-3, file, true, 0);
            PreTrainingResult result = PreTraining.run(asItIs, charter, images, images, 1, folder, Progress.silent());
            assertThat(result.featureShape()).isEqualTo(new FeatureShape(32, 1, 1));
            Weights written = SafeTensors.read(result.weights(), SafeTensors.Limits.WEIGHTS);
            assertThat(written.under("featurizer.").get("conv1.weight"))
                    .isEqualTo(network.weights().get("conv1.weight"));
            Architecture featurizer =
                    Architecture.parse(result.networks().getFirst().architecture());
            try (Network published = Network.of(featurizer, written.under("featurizer."));
                    Network plain = network.part(Backbones.split(network.architecture(), HookPoint.POOLED)
                            .featurizer())) {
                // Black pixels, normalised by hand: -mean / deviation per channel.
                NDArray normalised = manager.create(new float[] {-0.485f / 0.229f, -0.456f / 0.224f, -0.406f / 0.225f})
                        .reshape(1, 3, 1, 1)
                        .broadcast(new Shape(1, 3, 28, 28));
                float[] expected = plain.forward(normalised, false).toFloatArray();
                float[] found = published
                        .forward(manager.zeros(new Shape(1, 3, 28, 28)), false)
                        .toFloatArray();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i]).isCloseTo(expected[i], within(1e-4f));
                }
            }
        }
        PreTrainingConfig missing = new PreTrainingConfig(0, 8, 0.05, 0, 2, 8, 5e-3, file, false, 0);
        assertThatThrownBy(() -> PreTraining.run(
                        missing, charter(4), stripes(20, 1, 4), stripes(20, 2, 4), 1, folder, Progress.silent()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("preTraining.stateDict")
                .hasMessageContaining("conv1.weight has shape [8, 3, 3, 3], small-resnet-8 needs [8, 1, 3, 3]");
    }

    @Test
    void saysThatTrainingDiverged() {
        PreTrainingConfig wild = new PreTrainingConfig(60, 16, 1e30, 5e-4, 2, 8, 5e-3);
        assertThatThrownBy(() -> PreTraining.run(
                        wild, charter(4), stripes(40, 1, 4), stripes(20, 2, 4), 1, folder, Progress.silent()))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("pre-training diverged")
                .hasMessageContaining("learning rate");
        assertThat(folder.resolve(PreTraining.WEIGHTS)).doesNotExist();
    }

    private static Charter charter(int classes) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            names.add("class" + i);
        }
        return new Charter(
                names,
                GREY,
                "small-resnet-8",
                "conv3_1",
                "e1",
                List.of(new DpmFamily("BASIC", 1, 4, 8, 64)),
                new Thresholds(4, 0.2, 0.1, 1, 1, AttackEffort.NONE),
                new RowLimits(1, 1000),
                List.of("F16"),
                PoisoningProfile.PAPER,
                Oversight.LEAST);
    }

    private static ReleaseManifest manifest(PreTrainingResult result) {
        return new ReleaseManifest(
                1,
                new UUID(0, 1),
                1,
                ReleaseKind.NETWORK,
                "e1",
                "conv3_1",
                result.featureShape(),
                result.networks(),
                result.weightsDigest(),
                result.weightsBytes(),
                result.calibration(),
                null,
                Instant.EPOCH);
    }

    /** Noisy stripes whose direction and period give the class. */
    private static LabelledImages stripes(int count, long seed, int classes) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[][] pixels = new byte[count][GREY.values()];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++) {
            labels[n] = n % classes;
            int period = labels[n] < 2 ? 4 : 8;
            int phase = random.nextInt(period);
            for (int i = 0; i < GREY.values(); i++) {
                int place = (labels[n] % 2 == 0 ? i / GREY.width() : i % GREY.width()) + phase;
                pixels[n][i] =
                        (byte) Math.clamp((place % period < period / 2 ? 60 : 180) + random.nextInt(-40, 41), 0, 255);
            }
        }
        return LabelledImages.of(GREY, pixels, labels);
    }
}
