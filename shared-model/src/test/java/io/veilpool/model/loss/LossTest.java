package io.veilpool.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.veilpool.model.metric.Gradients;
import io.veilpool.model.metric.ReferenceValues;
import io.veilpool.model.metric.Ssim;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LossTest {
    private final ReferenceValues reference = new ReferenceValues();
    private NDManager manager;
    private NDArray logits;
    private NDArray labels;
    private NDArray a;
    private NDArray b;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        logits = manager.create(reference.floats("logits"), new Shape(7, 5));
        labels = manager.create(reference.longs("labels"));
        a = reference.images(manager, "a", DataType.FLOAT32);
        b = reference.images(manager, "b", DataType.FLOAT32);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void classificationAgreesWithPythonAndIsLnKForAGuess() {
        assertThat((double) ClassificationLoss.mean(logits, labels).getFloat())
                .isCloseTo(reference.number("crossEntropy"), within(1e-6)); // float32 mean of 7
        assertThat((double) ClassificationLoss.mean(manager.zeros(new Shape(7, 5)), labels)
                        .getFloat())
                .isCloseTo(Math.log(5), within(1e-6));
    }

    @Test
    void smoothingSpreadsAPartOfTheTarget() {
        NDArray odds = manager.create(new float[] {0, (float) Math.log(3)}, new Shape(1, 2)); // .25, .75
        NDArray second = manager.create(new long[] {1});

        // .8 * -ln .75 + .2 * (-ln .25 - ln .75) / 2
        assertThat((double) ClassificationLoss.smoothed(odds, second, 0.2).getFloat())
                .isCloseTo(0.397543, within(1e-6));
        assertThat(ClassificationLoss.smoothed(odds, second, 0).getFloat())
                .isEqualTo(ClassificationLoss.mean(odds, second).getFloat());
    }

    @Test
    void rowsSayNothingAboutClassesThatDoNotCount() {
        NDArray odds =
                manager.create(new float[] {0, (float) Math.log(3), 7, 0, (float) Math.log(3), 7}, new Shape(2, 3));
        NDArray seconds = manager.create(new long[] {1, 1});
        NDArray allowed = manager.create(new float[] {1, 1, 0, 1, 1, 1}, new Shape(2, 3));
        odds.setRequiresGradient(true);
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray loss = ClassificationLoss.among(odds, seconds, allowed, 0.2);
            // The first row as if it had two classes, the second among all three.
            NDArray second = ClassificationLoss.smoothed(odds.get("1:"), seconds.get("1:"), 0.2);
            assertThat((double) loss.getFloat()).isCloseTo((0.397543 + second.getFloat()) / 2, within(1e-5));
            collector.backward(loss);
        }
        float[] gradient = odds.getGradient().toFloatArray();
        assertThat(gradient[2]).isZero();
        assertThat(gradient[5]).isPositive();
    }

    @Test
    void classificationStaysFiniteForHugeLogits() {
        NDArray huge = manager.create(new float[] {1e30f, 0, 0, 1e30f}, new Shape(2, 2));
        assertThat(ClassificationLoss.mean(huge, manager.create(new long[] {0, 1}))
                        .getFloat())
                .isZero();
    }

    @Test
    void reconstructionIsTheMeanAbsoluteDifference() {
        double expected = Arrays.stream(reference.numbers("l1")).average().orElseThrow();
        assertThat((double) ReconstructionLoss.mean(a, b).getFloat()).isCloseTo(expected, within(1e-6));
    }

    @Test
    void poisoningAddsTheWeightedSimilarity() {
        double similarity =
                Arrays.stream(reference.numbers("ssimClip")).average().orElseThrow();
        for (float lambda : new float[] {0, 1, 2.5f}) {
            PoisoningLoss.Config config = new PoisoningLoss.Config(lambda, new Ssim.Config(Ssim.Mode.CLIP, false));
            PoisoningLoss.Terms terms = PoisoningLoss.evaluate(config, logits, labels, a, b);
            assertThat((double) terms.similarity().getFloat()).isCloseTo(similarity, within(2e-5));
            assertThat((double) terms.classification().getFloat())
                    .isCloseTo(reference.number("crossEntropy"), within(1e-6));
            assertThat((double) terms.total().getFloat())
                    .isCloseTo(reference.number("crossEntropy") + lambda * similarity, within(5e-5));
        }
    }

    @Test
    void refusesAWeightThatIsNegativeOrNoNumber() {
        for (float lambda : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new PoisoningLoss.Config(lambda, Ssim.Config.DEFAULT))
                    .hasMessageContaining("lambda must be finite and at least 0");
        }
        assertThatThrownBy(() -> ClassificationLoss.mean(logits, manager.create(new long[] {1})))
                .hasMessageContaining("labels (N)");
    }

    @Test
    void gradientsMatchCentralDifferences() {
        NDArray x = a.toType(DataType.FLOAT64, true);
        NDArray y = b.toType(DataType.FLOAT64, true);
        NDArray doubleLogits = logits.toType(DataType.FLOAT64, true);
        Gradients.assertMatchDifferences(manager, doubleLogits, moved -> ClassificationLoss.mean(moved, labels));
        Gradients.assertMatchDifferences(manager, y, moved -> ReconstructionLoss.mean(x, moved));
        PoisoningLoss.Config config = new PoisoningLoss.Config(3, Ssim.Config.DEFAULT);
        Gradients.assertMatchDifferences(
                manager,
                y,
                moved -> PoisoningLoss.evaluate(config, doubleLogits, labels, x, moved)
                        .total());
    }
}
