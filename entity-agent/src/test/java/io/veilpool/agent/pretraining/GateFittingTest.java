package io.veilpool.agent.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.poisoning.DpmTrainer;
import io.veilpool.agent.poisoning.Mixing;
import io.veilpool.agent.poisoning.Perturbation;
import io.veilpool.agent.poisoning.Perturbations;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.model.gate.ProtectionGate;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.GateCalibration;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.Progress;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On networks and a DPM that were trained, and on images that the gate was not fitted on. */
class GateFittingTest {
    private static final TinyWorld WORLD = TinyWorld.get();

    @Test
    void letsRowsOfATrainedDpmThroughAndCatchesWhatIsNotProtected() throws Exception {
        GateCalibration calibration = fitted(1);
        try (PrivateDpm dpm = DpmTrainer.train(
                        TinyWorld.config(),
                        WORLD.networks,
                        WORLD.features,
                        WORLD.images,
                        WORLD.validation,
                        WORLD.validationImages,
                        Perturbation.NONE,
                        RowMemory.RESIDENT,
                        1,
                        Progress.silent())
                .dpm()) {
            assertThat(caught(calibration, dpm.poison(WORLD.validation, ElementType.F16, 1)))
                    .isFalse();
        }
        assertCatchesWeakProtections(calibration);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void letsMixedRowsThroughAndCatchesWhatIsNotProtected(int imagesPerRow) {
        GateCalibration calibration = fitted(imagesPerRow);
        assertThat(caught(
                        calibration,
                        Mixing.rounds(WORLD.validation, imagesPerRow, imagesPerRow, 3, RowMemory.RESIDENT)
                                .rows()))
                .isFalse();
        assertCatchesWeakProtections(calibration);
    }

    @Test
    void fitsTheSameGateForTheSameSeed() {
        assertThat(fitted(4)).isEqualTo(fitted(4));
    }

    @Test
    void fitsNothingOnAHandfulOfImages() {
        OriginalFeatures few = WORLD.features.select(IntStream.range(0, 100).toArray());
        assertThat(fit(few, 1)).isNull();
        assertThat(fit(WORLD.features, 1 + WORLD.features.rows())).isNull();
    }

    private static void assertCatchesWeakProtections(GateCalibration calibration) {
        double deviation = Perturbations.deviation(WORLD.validation);
        Map.of(
                        "original", Perturbation.NONE,
                        "Gaussian filter", Perturbations.gaussian(9, 3),
                        "weak Gaussian filter", Perturbations.gaussian(3, 0.6),
                        "mean filter", Perturbations.mean(5),
                        "noise", Perturbations.noise(deviation),
                        "weak noise", Perturbations.noise(0.3 * deviation))
                .forEach((name, perturbation) -> assertThat(caught(calibration, perturbed(perturbation)))
                        .as(name)
                        .isTrue());
    }

    private static OriginalFeatures perturbed(Perturbation perturbation) {
        OriginalFeatures from = WORLD.validation;
        int[] all = IntStream.range(0, from.rows()).toArray();
        try (NDManager scope = NDManager.newBaseManager()) {
            return OriginalFeatures.of(new FeatureRows.Builder(from.shape(), ElementType.F16, all.length)
                    .append(
                            perturbation.of(from.batch(scope, all), new SplittableRandom(5)),
                            IntStream.of(all).map(from::label).toArray())
                    .build());
        }
    }

    private static boolean caught(GateCalibration calibration, LabelledFeatures rows) {
        try (ProtectionGate gate = new ProtectionGate(WORLD.networks, calibration)) {
            gate.add(rows);
            return gate.problem().isPresent();
        }
    }

    private static GateCalibration fitted(int imagesPerRow) {
        return Objects.requireNonNull(fit(WORLD.features, imagesPerRow));
    }

    private static @org.jspecify.annotations.Nullable GateCalibration fit(OriginalFeatures features, int imagesPerRow) {
        PublishedNetworks networks = WORLD.networks;
        return GateFitting.fitIfEnough(
                networks.featurizer(), networks.decider(), networks.reconstructor(), features, imagesPerRow, 1);
    }
}
