package io.veilpool.agent.poisoning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.BaseNDManager;
import io.veilpool.agent.vault.TestAccess;
import io.veilpool.model.metric.Ssim;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.NetworkStages;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.TrainingStep;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DpmTrainerTest {
    private static final byte[] KEY = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static TinyWorld world;

    @BeforeAll
    static void makeWorld() {
        world = TinyWorld.get();
    }

    @Test
    void hidesImagesFromThePublishedReconstructorAndKeepsAccuracy() throws Exception {
        byte[] before = published();
        DpmTraining training = train(TinyWorld.config(), 1);
        try (PrivateDpm dpm = training.dpm();
                PrivateDpm identity = TinyWorld.identity()) {
            DpmCheck original = check(identity);
            DpmCheck poisoned = check(dpm);

            assertThat(original.ssim()).isGreaterThan(0.5);
            assertThat(Math.abs(poisoned.ssim())).isLessThan(0.2);
            assertThat(poisoned.ssimNegative()).isLessThan(original.ssim() / 2);
            assertThat(poisoned.l1()).isGreaterThan(original.l1());
            assertThat(poisoned.relativeChange()).isGreaterThan(0.2);
            assertThat(poisoned.lost()).isLessThan(15);
        }
        assertThat(published())
                .as("every byte of the fixed networks, running statistics included")
                .isEqualTo(before);
    }

    @Test
    void letsReconstructionsTurnIntoNegativesWhereOnlyPlainSimilarityCosts() throws Exception {
        DpmConfig paper = TinyWorld.config().withMatching(0, 0).withLimits(100, 0, 1);
        try (PrivateDpm raw = train(paper.withSimilarity(Ssim.Mode.RAW), 1).dpm();
                PrivateDpm abs = train(paper, 1).dpm()) {
            assertThat(check(raw).ssim()).isLessThan(Math.min(-0.1, check(abs).ssim()));
            assertThat(Math.abs(check(abs).ssim())).isLessThan(0.1);
            assertThat(check(raw).ssimNegative()).isGreaterThan(check(abs).ssimNegative());
        }
    }

    @Test
    void looksAtNothingOnTheWayWithoutChecks() {
        DpmConfig never =
                TinyWorld.config().withSteps(8).withLimits(100, 1e6, 1).withRestarts(0);

        assertThatThrownBy(() -> train(never, 1)).hasMessageContaining("stuck near the identity: at step 4 of 8");
        assertThatThrownBy(() -> train(never.withChecks(0), 1))
                .hasMessageContaining("stuck near the identity")
                .hasMessageNotContaining("at step");
    }

    @Test
    void givesTheSameDpmForTheSameSeedAndAnotherForAnother() throws Exception {
        DpmConfig loose = TinyWorld.config().withSteps(4).withLimits(100, 0, 1);
        try (PrivateDpm one = train(loose, 7).dpm();
                PrivateDpm again = train(loose, 7).dpm();
                PrivateDpm other = train(loose, 8).dpm()) {
            assertThat(again.commitment(KEY)).isEqualTo(one.commitment(KEY));
            assertThat(other.commitment(KEY)).isNotEqualTo(one.commitment(KEY));
        }
    }

    @Test
    void givesUpEveryStartThatCollapses() {
        DpmConfig absurd = TinyWorld.config().withSteps(60).withLearningRate(100);

        assertThatThrownBy(() -> train(absurd, 1))
                .isInstanceOfSatisfying(
                        DpmTrainingFailedException.class,
                        e -> assertThat(e.incidents())
                                .hasSize(2)
                                .allMatch(i -> i.contains("collapsed") || i.contains("still sees")));
    }

    @Test
    void goesOnFromAnotherSeedAfterAStartThatFailed() throws Exception {
        // A limit between what the two starts of this seed reach: found by looking at both.
        DpmConfig loose = TinyWorld.config().withSteps(4).withLimits(100, 0, 1);
        double[] change = new double[2];
        for (int seed = 0; seed < 2; seed++) {
            try (PrivateDpm dpm = train(loose, seed).dpm()) {
                change[seed] = check(dpm).relativeChange();
            }
        }
        int seed = change[0] < change[1] ? 0 : 1;
        double limit = (change[0] + change[1]) / 2;
        DpmConfig strict = loose.withLimits(100, limit, 1).withRestarts(20);

        DpmTraining training = train(strict, seed);
        try (PrivateDpm dpm = training.dpm()) {
            assertThat(training.restarts()).isPositive();
            assertThat(training.incidents())
                    .hasSize(training.restarts())
                    .first()
                    .asString()
                    .contains("stuck near the identity");
            assertThat(check(dpm).relativeChange()).isGreaterThanOrEqualTo(limit);
        }
    }

    @Test
    void callsADpmThatStayedAtTheIdentityStuck() {
        try (PrivateDpm identity = TinyWorld.identity()) {
            DpmCheck check = check(identity);

            assertThat(check.relativeChange()).isCloseTo(0, within(1e-6));
            assertThat(check.lost()).isZero();
            assertThat(DpmTrainer.judge(TinyWorld.config(), check)).contains("stuck near the identity", "0.200");
        }
    }

    @Test
    void namesTheReconstructorThatStillSees() {
        DpmCheck seeing = new DpmCheck(100, 70, 70, 1, -0.3, 0.1, 0.2, 1);

        assertThat(DpmTrainer.judge(TinyWorld.config(), seeing)).contains("-0.300", "0.200");
    }

    @Test
    void allowsForTheChanceOfFewValidationRows() {
        DpmConfig config = TinyWorld.config().withLimits(5, 0.2, 0.2);

        assertThat(DpmTrainer.judge(config, new DpmCheck(100, 70, 61, 5, 0, 0, 0.2, 1)))
                .isNull();
        assertThat(DpmTrainer.judge(config, new DpmCheck(10_000, 70, 61, 1, 0, 0, 0.2, 1)))
                .contains("collapsed");
        assertThat(DpmTrainer.judge(config, new DpmCheck(100, 70, Double.NaN, 5, 0, 0, 0.2, 1)))
                .contains("collapsed");
    }

    @Test
    void trainsSmallSetsOnFlippedAndShiftedImages() throws Exception {
        DpmConfig loose = TinyWorld.config().withSteps(4).withLimits(100, 0, 1);
        try (PrivateDpm cached = train(loose, 7).dpm();
                PrivateDpm changed = train(loose.withAugmentBelow(401), 7).dpm()) {
            assertThat(changed.commitment(KEY)).isNotEqualTo(cached.commitment(KEY));
        }
    }

    @Test
    void learnsToRepairFeaturesThatWerePerturbedBefore() throws Exception {
        Perturbation shrink = (features, random) -> features.mul(0.25f);
        DpmConfig loose = TinyWorld.config().withLimits(100, 0, 1);
        try (PrivateDpm usual = train(loose, 1).dpm();
                PrivateDpm repairing = DpmTrainer.train(
                                loose,
                                world.networks,
                                world.features,
                                world.images,
                                world.validation,
                                world.validationImages,
                                shrink,
                                RowMemory.RESIDENT,
                                1,
                                Progress.silent())
                        .dpm()) {
            assertThat(check(repairing, shrink).top1Poisoned())
                    .isGreaterThan(check(usual, shrink).top1Poisoned());
        }
    }

    @Test
    void trainsOnMixedRowsFromANearIdentityStart() throws DpmTrainingFailedException {
        DpmConfig config = TinyWorld.config().withMixing(3, true).withLimits(15, 0.2, 0.3);
        try (PrivateDpm dpm = train(config, 1).dpm()) {
            assertThat(dpm.imagesPerRow()).isEqualTo(3);
            PoisonedFeatures published = dpm.poison(world.features, ElementType.F32, 1);
            assertThat(published.rows()).isBetween(world.features.rows() / 3 - 10, world.features.rows() / 3);
            assertThat(dpm.poisonEach(world.features, ElementType.F32, 1).rows())
                    .isEqualTo(world.features.rows());
        }
    }

    @Test
    void refusesAnIdentityStartWithoutSkipConnections() {
        DpmConfig config = DpmConfig.defaults("PLAIN", 2, 16);
        assertThatThrownBy(() -> config.withMixing(3, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("skip connection");
    }

    @Test
    void survivesExportAndImportWithAnAccessAndShowsNothingWithout() {
        try (PrivateDpm dpm = TinyWorld.nothing();
                PrivateDpm back = PrivateDpm.importWeights(
                        dpm.exportWeights(TestAccess.access()),
                        PoisoningNetwork::open,
                        dpm.module(),
                        1,
                        dpm.shape(),
                        TestAccess.access())) {
            assertThat(back.commitment(KEY)).isEqualTo(dpm.commitment(KEY));
            assertThat(back.poison(world.validation, ElementType.F32, 1)
                            .values()
                            .storedRow(3))
                    .isEqualTo(dpm.poison(world.validation, ElementType.F32, 1)
                            .values()
                            .storedRow(3));
            assertThat(dpm.toString()).isEqualTo("PrivateDpm[1 blocks BASIC, 8 wide; 1 images per row]");
            assertThatThrownBy(() -> PrivateDpm.importWeights(
                            new byte[] {1, 2, 3},
                            PoisoningNetwork::open,
                            dpm.module(),
                            1,
                            dpm.shape(),
                            TestAccess.access()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void keepsNoArraysFromStepToStep() {
        try (Network decider = world.networks.decider().folded();
                Network reconstructor = world.networks.reconstructor().folded();
                Network featurizer = world.networks.featurizer().folded();
                NetworkStages stages = NetworkStages.of(decider);
                Network dpm = Network.random(
                        new io.veilpool.model.architecture.DpmSpec("BASIC", 2, 16).architecture(world.shape()), 1)) {
            DpmConfig config = TinyWorld.config();
            DpmLoss loss = new DpmLoss(config, stages, reconstructor);
            DpmBatches batches = new DpmBatches(config, world.features, world.images, featurizer, Perturbation.NONE, 1);
            Optimiser optimiser = Optimiser.adam(step -> 1e-3, 5);
            dpm.trainable(true);
            int[] open = new int[60];
            for (int step = 0; step < 60; step++) {
                TrainingStep.run(dpm, optimiser, manager -> loss.of(dpm, batches.next(manager)));
                open[step] = open(dpm) + open(reconstructor) + open(stages.stage(0)) + open(stages.stage(1));
            }
            assertThat(open[59]).isEqualTo(open[9]);
        }
    }

    private static int open(Network network) {
        return ((BaseNDManager) network.parameters().firstEntry().getValue().getManager())
                .getManagedArrays()
                .size();
    }

    private static DpmTraining train(DpmConfig config, long seed) throws DpmTrainingFailedException {
        return DpmTrainer.train(
                config,
                world.networks,
                world.features,
                world.images,
                world.validation,
                world.validationImages,
                seed,
                Progress.silent());
    }

    private static DpmCheck check(PrivateDpm dpm) {
        return check(dpm, Perturbation.NONE);
    }

    private static DpmCheck check(PrivateDpm dpm, Perturbation perturbation) {
        try (Network decider = world.networks.decider().folded();
                Network reconstructor = world.networks.reconstructor().folded()) {
            return new ValidationRows(world.validation, world.validation, world.validationImages, perturbation)
                    .check(dpm::apply, decider, reconstructor, 1_000);
        }
    }

    private static byte[] published() {
        Weights all = Weights.union(
                world.networks.featurizer().weights().prefixed("featurizer."),
                world.networks.decider().weights().prefixed("decider."),
                world.networks.reconstructor().weights().prefixed("reconstructor."));
        return SafeTensors.encode(all, Map.of());
    }
}
