package io.veilpool.agent.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.DeciderConfig;
import io.veilpool.model.training.DeciderTrainer;
import io.veilpool.model.training.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefinementTest {
    private static final RefinementConfig FEW = new RefinementConfig(
            DeciderConfig.fromScratch().withSteps(40), DeciderConfig.refining().withSteps(20));
    private static TinyWorld world;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeWorld() {
        world = TinyWorld.get();
    }

    @Test
    void neverEndsBelowTheBestChoiceWithoutThePoolOnValidation() throws Exception {
        // Rows without content under their labels: a pool that can only harm.
        RefinementOutcome outcome = run(List.of(harmful()));

        double without = Math.max(
                outcome.top1OwnDataOnly(), Math.max(outcome.top1PublishedDecider(), outcome.top1PublishedRefined()));
        double chosen = top1(outcome, outcome.chosen());
        assertThat(chosen).isGreaterThanOrEqualTo(without);
        assertThat(outcome.poolGain()).isCloseTo(outcome.top1WithPool() - without, within(1e-9));
        assertThat(outcome.poolGainLow()).isLessThanOrEqualTo(outcome.poolGain());
        assertThat(outcome.poolGainHigh()).isGreaterThanOrEqualTo(outcome.poolGain());
        if (outcome.poolGain() <= 0) {
            assertThat(outcome.chosen()).isEqualTo(outcome.bestWithoutPool()).isNotEqualTo(Choice.WITH_POOL);
        }
    }

    @Test
    void reportsTheFiguresOfTheDecidersThatItSaves() throws Exception {
        RefinementOutcome outcome = run(List.of(harmful()));

        assertThat(outcome.images()).isEqualTo(400);
        assertThat(outcome.validationImages()).isEqualTo(200);
        assertThat(outcome.pooledRows()).isEqualTo(400);
        assertThat(outcome.deciders()).containsOnlyKeys(Choice.values());
        assertThat(top1(outcome, Choice.OWN_DATA_ONLY)).isEqualTo(outcome.top1OwnDataOnly());
        assertThat(top1(outcome, Choice.PUBLISHED_DECIDER))
                .isEqualTo(outcome.top1PublishedDecider())
                .isEqualTo(DeciderTrainer.top1(world.networks.decider(), world.validation, 1));
        assertThat(top1(outcome, Choice.PUBLISHED_REFINED)).isEqualTo(outcome.top1PublishedRefined());
        assertThat(top1(outcome, Choice.WITH_POOL)).isEqualTo(outcome.top1WithPool());
    }

    @Test
    void holdsPooledRowsBackForAClassThatValidationImagesLack() throws Exception {
        PoisonedFeatures pool = PoisonedFeatures.of(world.features.values());
        RefinementOutcome outcome = Refinement.run(
                FEW.withRowImages(2),
                world.networks,
                world.features.select(rowsBelow(world.features, 2)),
                world.validation.select(rowsBelow(world.validation, 2)),
                List.of(pool),
                3,
                folder.resolve("deciders"),
                Progress.silent());

        // 134 validation rows of two classes, so 67 would be held back; a fifth of the third class's 133 is 26.
        assertThat(outcome.heldBackRows()).isEqualTo(26);
        assertThat(outcome.validationImages()).isEqualTo(134);
        assertThat(outcome.pooledRows()).isEqualTo(400 - 26);
        try (Network kept = Refinement.open(
                        Objects.requireNonNull(outcome.deciders().get(Choice.WITH_POOL)));
                Network other = Refinement.open(
                        Objects.requireNonNull(outcome.deciders().get(outcome.bestWithoutPool())))) {
            OriginalFeatures own = world.validation.select(rowsBelow(world.validation, 2));
            assertThat(outcome.ownImagesGain())
                    .isCloseTo(DeciderTrainer.top1(kept, own, 1) - DeciderTrainer.top1(other, own, 1), within(1e-9));
        }
    }

    private static int[] rowsBelow(OriginalFeatures features, int label) {
        return IntStream.range(0, features.rows())
                .filter(row -> features.label(row) < label)
                .toArray();
    }

    @Test
    void refinesAlikeWithAnEmptyPoolAndWithoutOne() throws Exception {
        RefinementOutcome outcome = run(List.of());

        assertThat(outcome.top1WithPool()).isEqualTo(outcome.top1PublishedRefined());
        assertThat(outcome.poolGain()).isLessThanOrEqualTo(0);
        assertThat(outcome.chosen()).isNotEqualTo(Choice.WITH_POOL);
        byte[] refined =
                Files.readAllBytes(Objects.requireNonNull(outcome.deciders().get(Choice.PUBLISHED_REFINED))
                        .weights());
        assertThat(Files.readAllBytes(Objects.requireNonNull(outcome.deciders().get(Choice.WITH_POOL))
                        .weights()))
                .isEqualTo(refined);
    }

    @Test
    void givesTheSameDecidersForTheSameSeed() throws Exception {
        RefinementOutcome one = run(List.of(harmful()));
        byte[] first = Files.readAllBytes(
                Objects.requireNonNull(one.deciders().get(Choice.WITH_POOL)).weights());
        RefinementOutcome again = run(List.of(harmful()));

        assertThat(Files.readAllBytes(Objects.requireNonNull(again.deciders().get(Choice.WITH_POOL))
                        .weights()))
                .isEqualTo(first);
    }

    @Test
    void comparesPairedRows() {
        // 10 rows: two won, one lost: 10 points; of 12, 1 / 12 -+ 1.96 sqrt((4 / 12 - 1 / 144) / 12) = .08333 -+
        // .32325.
        boolean[] with = {true, true, true, true, true, false, false, false, false, false};
        boolean[] without = {true, true, true, false, false, true, false, false, false, false};

        PairedGain gain = PairedGain.of(with, without);

        assertThat(gain.points()).isCloseTo(10, within(1e-9));
        assertThat(gain.low()).isCloseTo(-23.991, within(2e-3));
        assertThat(gain.high()).isCloseTo(40.658, within(2e-3));
    }

    private static PoisonedFeatures harmful() {
        try (PrivateDpm nothing = TinyWorld.nothing()) {
            return nothing.poison(world.features, ElementType.F16, 1);
        }
    }

    private RefinementOutcome run(List<PoisonedFeatures> pool) throws Exception {
        return Refinement.run(
                FEW,
                world.networks,
                world.features,
                world.validation,
                pool,
                3,
                folder.resolve("deciders"),
                Progress.silent());
    }

    private static double top1(RefinementOutcome outcome, Choice choice) throws Exception {
        try (Network decider =
                Refinement.open(Objects.requireNonNull(outcome.deciders().get(choice)))) {
            return DeciderTrainer.top1(decider, world.validation, 1);
        }
    }
}
