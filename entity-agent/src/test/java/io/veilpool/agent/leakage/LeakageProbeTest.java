package io.veilpool.agent.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.DpmTrainer;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.agent.vault.TestAccess;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.Progress;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LeakageProbeTest {
    private static final ProbeConfig CONFIG = new ProbeConfig(32, 1, 150, 32, 5e-3, 400, 100, 50);
    private static TinyWorld world;

    @BeforeAll
    static void makeWorld() {
        world = TinyWorld.get();
    }

    @Test
    void anInsiderSeesMoreThanThePublishedReconstructor() throws Exception {
        try (PrivateDpm dpm = DpmTrainer.train(
                        TinyWorld.config(),
                        world.networks,
                        world.features,
                        world.images,
                        world.validation,
                        world.validationImages,
                        1,
                        Progress.silent())
                .dpm()) {
            LeakageFindings findings = measure(dpm);

            assertThat(findings.control().ssim()).isGreaterThan(findings.priorSsim() + 0.2);
            assertThat(findings.score(LeakageFindings.INSIDER).index())
                    .isGreaterThan(findings.score(LeakageFindings.PUBLISHED_RECONSTRUCTOR)
                                    .index()
                            + 0.1);
            assertThat(findings.score(LeakageFindings.INSIDER).indexLow())
                    .isLessThanOrEqualTo(findings.score(LeakageFindings.INSIDER).index());
            assertThat(findings.images()).isEqualTo(200);
            assertThat(findings.scoredImages()).isEqualTo(100);
            assertThat(findings.residualRisk()).contains("150 steps on 400 images");
        }
    }

    @Test
    void aDpmThatDoesNothingLeaksEverything() {
        try (PrivateDpm identity = TinyWorld.identity()) {
            LeakageFindings findings = measure(identity);

            assertThat(findings.relativeChange()).isCloseTo(0, within(1e-6));
            assertThat(findings.score(LeakageFindings.INSIDER).index()).isGreaterThan(0.98);
            assertThat(findings.score(LeakageFindings.PUBLISHED_RECONSTRUCTOR).index())
                    .isGreaterThan(0.98);
            assertThat(findings.top1Poisoned()).isEqualTo(findings.top1Original());
            assertThat(findings.insiderTop1Retrieval()).isGreaterThan(20); // chance is 1
        }
    }

    @Test
    void aDpmThatLetsNothingThroughLeaksNoMoreThanAGuess() {
        try (PrivateDpm nothing = TinyWorld.nothing()) {
            LeakageFindings findings = measure(nothing);

            assertThat(findings.score(LeakageFindings.INSIDER).index()).isLessThan(0.1);
            assertThat(findings.relativeChange()).isCloseTo(1, within(1e-3));
            assertThat(findings.insiderTop1Retrieval()).isLessThan(5);
        }
    }

    @Test
    void attackersSurviveExportAndImport() {
        ProbeConfig few = new ProbeConfig(8, 1, 3, 16, 1e-3, 100, 100, 10);
        try (PrivateDpm dpm = TinyWorld.identity();
                Attackers trained =
                        Attackers.train(few, world.networks, dpm, world.publicImages, 5, Progress.silent());
                Attackers back = Attackers.importWeights(
                        trained.exportWeights(TestAccess.access()),
                        few,
                        world.shape(),
                        TinyWorld.IMAGE,
                        trained.trainingImages(),
                        trained.seed(),
                        TestAccess.access());
                NDManager manager = NDManager.newBaseManager()) {
            var rows = world.validation.batch(manager, new int[] {0, 1, 2});
            assertThat(back.insider(rows).toFloatArray())
                    .isEqualTo(trained.insider(rows).toFloatArray());
            assertThat(back.control(rows).toFloatArray())
                    .isEqualTo(trained.control(rows).toFloatArray());
            assertThat(back.trainingImages()).isEqualTo(100);
            assertThat(back.seed()).isEqualTo(5);
            assertThatThrownBy(() -> Attackers.importWeights(
                            new byte[9], few, world.shape(), TinyWorld.IMAGE, 1, 1, TestAccess.access()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void fitsTheLinearInverseOfEveryImageSize() {
        for (int[] size : new int[][] {{28, 28, 7}, {30, 17, 4}, {16, 16, 1}}) {
            FeatureShape shape = new FeatureShape(6, size[2], size[2]);
            ImageSpec image = new ImageSpec(1, size[0], size[1]);
            byte[][] pixels = new byte[80][image.values()];
            new Random(1).nextBytes(pixels[0]);
            LabelledImages images = LabelledImages.of(image, pixels, new int[80]);
            try (NDManager manager = NDManager.newBaseManager()) {
                OriginalFeatures features = OriginalFeatures.of(new FeatureRows.Builder(shape, ElementType.F32, 80)
                        .append(manager.randomUniform(0, 1, new Shape(80, 6, size[2], size[2])), new int[80])
                        .build());
                ProbeConfig few = new ProbeConfig(4, 1, 1, 2, 1e-3, 80, 80, 1);
                try (AttackDecoder decoder = AttackDecoder.fit(few, features, images, 1)) {
                    var painted = decoder.paint(features.batch(manager, new int[] {0, 1}), false);
                    assertThat(painted.getShape().getShape()).containsExactly(2, 1, size[0], size[1]);
                }
            }
        }
    }

    @Test
    void findsALinearMapExactly() {
        // Each place's square is twice its first channel's value left of it: a 3 x 3 neighbourhood holds that.
        FeatureShape shape = new FeatureShape(2, 4, 4);
        ImageSpec image = new ImageSpec(1, 8, 8);
        Random random = new Random(3);
        byte[][] pixels = new byte[60][64];
        float[] values = new float[60 * 32];
        for (int i = 0; i < 60; i++) {
            for (int p = 0; p < 32; p++) {
                values[i * 32 + p] = random.nextInt(100) / 255f;
            }
            for (int p = 0; p < 64; p++) {
                int place = (p / 16) * 4 + (p % 8) / 2;
                float left = place % 4 == 0 ? 0 : values[i * 32 + place - 1];
                pixels[i][p] = (byte) Math.round(2 * left * 255);
            }
        }
        LabelledImages images = LabelledImages.of(image, pixels, new int[60]);
        try (NDManager manager = NDManager.newBaseManager()) {
            OriginalFeatures features = OriginalFeatures.of(new FeatureRows.Builder(shape, ElementType.F32, 60)
                    .append(manager.create(values, new Shape(60, 2, 4, 4)), new int[60])
                    .build());
            ProbeConfig few = new ProbeConfig(4, 1, 1, 2, 1e-3, 60, 60, 1);
            try (AttackDecoder decoder = AttackDecoder.fit(few, features, images, 1)) {
                int[] rows = {0, 17};
                var painted = decoder.paint(features.batch(manager, rows), false);
                // the ridge shrinks weights by about one part in 1,000
                assertThat(painted.sub(images.batch(manager, rows)).abs().max().getFloat())
                        .isLessThan(5e-3f);
            }
        }
    }

    private static LeakageFindings measure(PrivateDpm dpm) {
        return LeakageProbe.measure(
                CONFIG,
                world.networks,
                dpm,
                world.publicImages,
                true,
                world.validationImages,
                world.validation,
                1,
                Progress.silent());
    }
}
