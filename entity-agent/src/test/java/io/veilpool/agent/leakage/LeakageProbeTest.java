package io.veilpool.agent.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.poisoning.DpmTrainer;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.agent.vault.TestAccess;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.training.Progress;
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
            assertThat(findings.score(AttackScore.INSIDER).index())
                    .isGreaterThan(
                            findings.score(AttackScore.PUBLISHED_RECONSTRUCTOR).index() + 0.1);
            assertThat(findings.score(AttackScore.INSIDER).indexLow())
                    .isLessThanOrEqualTo(findings.score(AttackScore.INSIDER).index());
            assertThat(findings.images()).isEqualTo(200);
            assertThat(findings.scoredImages()).isEqualTo(100);
            assertThat(findings.insiderPerImage())
                    .hasSize(100)
                    .allSatisfy(index -> assertThat(index).isBetween(0.0, 1.0));
            assertThat(findings.residualRisk()).contains("150 steps on 400 images");
        }
    }

    @Test
    void aDpmThatDoesNothingLeaksEverything() {
        try (PrivateDpm identity = TinyWorld.identity()) {
            LeakageFindings findings = measure(identity);

            assertThat(findings.relativeChange()).isCloseTo(0, within(1e-6));
            assertThat(findings.score(AttackScore.INSIDER).index()).isGreaterThan(0.98);
            assertThat(findings.score(AttackScore.PUBLISHED_RECONSTRUCTOR).index())
                    .isGreaterThan(0.98);
            assertThat(findings.top1Poisoned()).isEqualTo(findings.top1Original());
            assertThat(findings.insiderTop1Retrieval()).isGreaterThan(20); // chance is 1
        }
    }

    @Test
    void aDpmThatLetsNothingThroughLeaksNoMoreThanAGuess() {
        try (PrivateDpm nothing = TinyWorld.nothing()) {
            LeakageFindings findings = measure(nothing);

            assertThat(findings.score(AttackScore.INSIDER).index()).isLessThan(0.1);
            assertThat(findings.relativeChange()).isCloseTo(1, within(1e-3));
            assertThat(findings.insiderTop1Retrieval()).isLessThan(5);
        }
    }

    @Test
    void anInsiderOfAnotherSeedGetsWhatItWouldGetIfThatSeedWereTheFirst() {
        ProbeConfig few = new ProbeConfig(8, 1, 3, 16, 1e-3, 100, 60, 10);
        AttackerRows rows = AttackerRows.of(few, world.networks, world.publicImages, Progress.silent());
        ScoredImages heldBack = ScoredImages.of(
                few,
                world.networks,
                world.publicImages,
                rows.images().size(),
                world.validationImages,
                world.validation,
                Progress.silent());
        try (PrivateDpm dpm = TinyWorld.identity();
                Attackers first = Attackers.train(few, dpm, rows, 5, Progress.silent());
                Attackers second = Attackers.train(few, dpm, rows, 6, Progress.silent())) {
            LeakageFindings alone = LeakageProbe.measure(
                    few,
                    world.networks,
                    dpm,
                    world.publicImages,
                    true,
                    world.validationImages,
                    world.validation,
                    6,
                    Progress.silent());

            InsiderTrial again = LeakageProbe.again(few, dpm, second, true, heldBack);

            assertThat(again)
                    .isEqualTo(new InsiderTrial(alone.control(), alone.score(AttackScore.INSIDER)))
                    .isNotEqualTo(LeakageProbe.again(few, dpm, first, true, heldBack));
            assertThat(again.insider().seed()).isEqualTo("6");
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
