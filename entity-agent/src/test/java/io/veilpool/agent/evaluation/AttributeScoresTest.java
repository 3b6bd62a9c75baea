package io.veilpool.agent.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two attributes of two and three values: six classes, the second attribute's value changing fastest. */
class AttributeScoresTest {
    private static final AttributeTask TASK = new AttributeTask(
            List.of(
                    new AttributeColumn("smiling", List.of("0", "1")),
                    new AttributeColumn("age", List.of("young", "middle", "old"))),
            List.of(),
            null);

    @Test
    void sumsProbabilitiesOverTheClassesThatHaveAValue() {
        double[][] probabilities = {
            {.3, .3, .0, .0, .0, .4}, // not smiling by .6, though the likeliest class smiles; old by .4
            {.0, .0, .1, .5, .2, .2}, // smiling; young
            {.0, .6, .0, .1, .3, .0}, // not smiling; middle
            {.1, .1, .1, .0, .0, .7}, // smiling; old
        };
        int[] labels = {2, 3, 4, 5}; // 0 old, 1 young, 1 middle, 1 old

        List<AttributeScores> scores = AttributeScores.of(TASK, probabilities, labels);

        AttributeScores smiling = scores.getFirst();
        assertThat(smiling.attribute()).isEqualTo("smiling");
        assertThat(smiling.accuracy()).isEqualTo(.75);
        assertThat(smiling.balancedAccuracy()).isCloseTo((1 + 2 / 3.0) / 2, within(1e-9));
        assertThat(smiling.auc())
                .as("of three pairs the one with equal scores counts half")
                .isCloseTo(5 / 6.0, within(1e-9));
        assertThat(smiling.matthews()).isCloseTo(2 / Math.sqrt(12), within(1e-9));
        assertThat(scores.get(1).accuracy()).isEqualTo(1);
        assertThat(scores.get(1).matthews()).isCloseTo(1, within(1e-9));
        assertThat(scores.get(1).inWords()).startsWith("age: accuracy 100.0 %, balanced 1.000, AUC 1.000");
    }

    @Test
    void whatImagesOfOneValueCannotTellIsNotKnown() {
        AttributeScores smiling = AttributeScores.of(TASK, new double[][] {{0, 0, 0, 1, 0, 0}}, new int[] {3})
                .getFirst();
        assertThat(smiling.auc()).isNull();
        assertThat(smiling.matthews()).isNull();
        assertThat(smiling.inWords()).contains("AUC not known");
    }
}
