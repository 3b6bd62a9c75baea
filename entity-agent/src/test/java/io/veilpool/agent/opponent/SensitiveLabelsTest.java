package io.veilpool.agent.opponent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SensitiveLabelsTest {
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void weighsRowsSoThatTheLabelSaysNothing() {
        // Label 0: values 0, 0, 0, 1; label 1: values 1, 0. Weights n(y) / (2 n(y, s)): 2/3 thrice, 2, 1, 1.
        SensitiveLabels labels = SensitiveLabels.of(new int[] {0, 0, 0, 1, 1, 0}, 2, new int[] {0, 0, 0, 0, 1, 1});
        // An answer of 0 with certainty 1/2 costs ln 2 wherever it is given; certainty by the label alone costs more.
        NDArray even = manager.zeros(new Shape(6, 2));
        int[] all = IntStream.range(0, 6).toArray();
        assertThat(labels.crossEntropy(even, all).getFloat()).isCloseTo((float) Math.log(2), within(1e-6f));
        // Odds 3:1 for label 0, as its rows are: (3 * 2/3 * ln(4/3) + 2 * ln 4 + 2 ln 2) / 6.
        float log3 = (float) Math.log(3);
        NDArray byLabel = manager.create(new float[] {log3, 0, log3, 0, log3, 0, log3, 0, 0, 0, 0, 0}, new Shape(6, 2));
        double expected = (2 * Math.log(4.0 / 3) + 2 * Math.log(4) + 2 * Math.log(2)) / 6;
        assertThat((double) labels.crossEntropy(byLabel, all).getFloat()).isCloseTo(expected, within(1e-6));
    }

    @Test
    void leavesUnknownRowsOut() {
        SensitiveLabels labels = SensitiveLabels.of(new int[] {0, 1, -1}, 2, new int[] {0, 0, 0});
        NDArray logits = manager.create(new float[] {2, 0, 0, 2, 50, -50}, new Shape(3, 2));
        double known = Math.log(1 + Math.exp(-2));
        assertThat((double) labels.crossEntropy(logits, new int[] {0, 1, 2}).getFloat())
                .isCloseTo(known, within(1e-6));
        assertThat(labels.crossEntropy(logits.get("2:"), new int[] {2}).getFloat())
                .isZero();
        assertThat(labels.confusion(logits.get("2:"), new int[] {2}).getFloat()).isZero();
    }

    @Test
    void confusionIsTheDivergenceFromAGuess() {
        SensitiveLabels labels = SensitiveLabels.of(new int[] {0, 1}, 2, new int[] {0, 0});
        assertThat(labels.confusion(manager.zeros(new Shape(2, 2)), new int[] {0, 1})
                        .getFloat())
                .isCloseTo(0, within(1e-6f));
        // Probabilities 4/5 and 1/5: -(ln .8 + ln .2) / 2 - ln 2.
        float log4 = (float) Math.log(4);
        NDArray certain = manager.create(new float[] {log4, 0, 0, log4}, new Shape(2, 2));
        double expected = -(Math.log(0.8) + Math.log(0.2)) / 2 - Math.log(2);
        assertThat((double) labels.confusion(certain, new int[] {0, 1}).getFloat())
                .isCloseTo(expected, within(1e-6));
    }

    @Test
    void refusesValuesThatCannotBeHidden() {
        assertThatThrownBy(() -> SensitiveLabels.of(new int[] {0, 2}, 2, new int[2]))
                .hasMessageContaining("[0, 2)");
        assertThatThrownBy(() -> SensitiveLabels.of(new int[] {0, 1}, 2, new int[3]))
                .hasMessageContaining("3 rows");
        assertThatThrownBy(() -> SensitiveLabels.of(new int[] {1, 1, -1}, 2, new int[3]))
                .hasMessageContaining("nothing to hide");
    }

    @Test
    void invertersPaintImagesOfEverySize() {
        for (int side : new int[] {11, 28, 64}) {
            for (int places : new int[] {1, 4, 7}) {
                for (int channels : new int[] {1, 3}) {
                    Architecture inverter = new InverterSpec(8, 1)
                            .architecture(new FeatureShape(5, places, places), new ImageSpec(channels, side, side));
                    assertThat(inverter.output()).isEqualTo(new FeatureShape(channels, side, side));
                }
            }
        }
        assertThatThrownBy(() -> new InverterSpec(0, 1)).hasMessageContaining("width 1 to 1024");
    }
}
