package io.veilpool.agent.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResidualRiskTest {
    @Test
    void namesTheStrongestAttackAndThoseThatFailed() {
        assertThat(ResidualRisk.ofTheLibrary(
                        AttackEffort.STANDARD,
                        List.of(
                                outcome("insider", 0.3, null),
                                outcome("known-pairs", 0.5, null),
                                outcome("optimisation", 0.6, "its control failed"))))
                .contains("is known-pairs, with an index of 0.50", "show nothing: optimisation");
        assertThat(ResidualRisk.ofTheLibrary(AttackEffort.NONE, List.of())).isEmpty();
    }

    @Test
    void saysHowFarTheIndexDependsOnTheSeed() {
        AttackScore first = insider(0.3);
        assertThat(ResidualRisk.ofTheSeeds(
                        first, List.of(new InsiderTrial(first, insider(0.26)), new InsiderTrial(first, insider(0.34)))))
                .isEqualTo(" From 3 seeds that insider got indices of 0.26 to 0.34; the worst counts.");
        assertThat(ResidualRisk.ofTheSeeds(first, List.of())).isEmpty();
    }

    private static AttackScore insider(double index) {
        return new AttackScore(AttackScore.INSIDER, "in words", 100, 10, "1", 50, 0.5, 0, 0.1, 15, index, index, index);
    }

    private static AttackOutcome outcome(String attack, double index, @Nullable String failure) {
        return new AttackOutcome(
                attack,
                "the published networks.",
                "decoder",
                "1",
                500,
                index,
                index,
                index,
                1,
                0,
                failure,
                new AttackOutcome.Reconstruction(true, 0.3, 0, 0.2, 15, 50, index, index, index, index, index),
                List.of());
    }
}
