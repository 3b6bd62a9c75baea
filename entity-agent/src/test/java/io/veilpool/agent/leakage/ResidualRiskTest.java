package io.veilpool.agent.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
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
