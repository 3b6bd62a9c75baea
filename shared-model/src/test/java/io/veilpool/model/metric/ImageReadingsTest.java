package io.veilpool.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageReadingsTest {
    private final ReferenceValues reference = new ReferenceValues();

    @Test
    void agreesWithLoopsInPython() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray a = reference.images(manager, "a", DataType.FLOAT32);
            NDArray b = reference.images(manager, "b", DataType.FLOAT32);
            ImageScores best = ImageReadings.of(a, b).best();
            NDArray fixed = ImageReadings.affineFix(a, b);
            float[] fixedSsim = Ssim.perImage(a, fixed).toFloatArray();
            float[] fixedL1 = L1Distance.perImage(a, fixed).toFloatArray();
            for (int i = 0; i < best.images(); i++) {
                assertThat(best.ssim(i)).isCloseTo(reference.numbers("bestSsim")[i], within(5e-5)); // float32, / C2
                assertThat(best.l1(i)).isCloseTo(reference.numbers("bestL1")[i], within(1e-6));
                assertThat((double) fixedSsim[i]).isCloseTo(reference.numbers("affineSsim")[i], within(5e-5));
                assertThat((double) fixedL1[i]).isCloseTo(reference.numbers("affineL1")[i], within(1e-6));
            }
        }
    }

    @Test
    void readsANegativeAndAFadedPictureAsTheOriginal() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray a = reference.images(manager, "a", DataType.FLOAT32);
            for (NDArray disguised :
                    List.of(a.neg().add(1), a.mul(0.1).add(0.5), a.mul(-0.2).add(0.6))) {
                ImageScores best = ImageReadings.of(a, disguised).best();
                assertThat(best.meanSsim()).isCloseTo(1, within(1e-3)); // float32 deviations of a tenth of the contrast
                assertThat(best.meanL1()).isCloseTo(0, within(1e-4));
            }
        }
    }

    @Test
    void aConstantPictureStaysFinite() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray a = reference.images(manager, "a", DataType.FLOAT32);
            ImageScores best =
                    ImageReadings.of(a, manager.full(a.getShape(), 0.5f)).best();
            assertThat(best.meanSsim()).isBetween(-0.1, 0.3);
            assertThat(best.meanL1()).isPositive();
        }
    }

    @Test
    void theMeanColourThatOnlyTheAffineFixGivesAwayCountsAsLeakage() {
        // Bright and dark images of one pattern: a guess is grey; the attack learns each image's brightness and nothing
        // else.
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray pattern = manager.randomUniform(-0.05f, 0.05f, new Shape(1, 3, 16, 16));
            NDArray brightness = manager.create(new float[] {0.2f, 0.8f, 0.3f, 0.7f}, new Shape(4, 1, 1, 1));
            NDArray originals = pattern.repeat(0, 4).add(brightness);
            NDArray grey = manager.full(originals.getShape(), 0.5f);
            NDArray learned = manager.zeros(originals.getShape()).add(brightness);
            LeakageIndex index = LeakageIndex.of(
                    ImageReadings.of(originals, grey),
                    ImageReadings.of(originals, originals),
                    ImageReadings.of(originals, learned),
                    new LeakageIndex.Bootstrap(20, 0.95, 1));
            assertThat(index.l1Index()).isGreaterThan(.8);
            assertThat(L1Distance.perImage(originals, ImageReadings.affineFix(originals, grey))
                            .mean()
                            .getFloat())
                    .isLessThan(.03f); // read at best, the guess knows the brightness too
        }
    }

    @Test
    void priorGuessesAreMeansAndMediansByCount() {
        // Two pixels, three images of class 0 and one of class 2; class 1 has none and gets the picture of all.
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray images = manager.create(new float[] {0, 1, 0, 0.2f, 0.6f, 0.6f, 1, 1}, new Shape(4, 1, 1, 2));
            PriorGuesses prior = new PriorGuesses.Builder(1, 1, 2, 3)
                    .add(images.get("0:1"), new int[] {0})
                    .add(images.get("1:4"), new int[] {0, 0, 2})
                    .build();
            int[] labels = {0, 1, 2};
            assertThat(prior.guess(manager, PriorGuesses.Kind.MEAN, labels).toFloatArray())
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(0.4f, 0.7f, 0.4f, 0.7f, 0.4f, 0.7f);
            assertThat(prior.guess(manager, PriorGuesses.Kind.MEDIAN, labels).toFloatArray())
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(0, 0.6f, 0, 0.6f, 0, 0.6f);
            assertThat(prior.guess(manager, PriorGuesses.Kind.CLASS_MEAN, labels)
                            .toFloatArray())
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(0.2f, 0.6f, 0.4f, 0.7f, 1, 1);
            assertThat(prior.guess(manager, PriorGuesses.Kind.CLASS_MEDIAN, labels)
                            .toFloatArray())
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(0, 0.6f, 0, 0.6f, 1, 1);
        }
    }

    @Test
    void scoresEveryKindOfGuess() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray a = reference.images(manager, "a", DataType.FLOAT32);
            int[] labels = {0, 1, 1};
            PriorGuesses prior =
                    new PriorGuesses.Builder(3, 13, 17, 2).add(a, labels).build();
            List<ImageReadings> readings = prior.readings(a, labels);
            assertThat(readings).hasSize(4);
            ImageScores best = ImageReadings.bestGuess(readings).asIs();
            // The only image of class 0 is its class mean.
            assertThat(best.ssim(0)).isCloseTo(1, within(1e-4));
            assertThat(best.l1(0)).isCloseTo(0, within(1e-6));
        }
    }
}
