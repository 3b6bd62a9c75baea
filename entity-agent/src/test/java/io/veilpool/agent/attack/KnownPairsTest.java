package io.veilpool.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.poisoning.TinyWorld;
import org.junit.jupiter.api.Test;

class KnownPairsTest {
    @Test
    void onePairUndoesALinearPoisoner() {
        // Every channel is turned into the sum of itself and its neighbour: a 1 x 1 map undoes that, and one image has
        // 64 places.
        try (AttackScene scene = TinyScenes.scene(TinyScenes.MIXED_CHANNELS).build()) {
            ReconstructionResult result = TinyScenes.reconstruct(new KnownPairs(), scene);

            assertThat(result.failure()).isNull();
            assertThat(result.series())
                    .extracting(AttackFigures::variant)
                    .containsExactly("k=1", "k=4", "k=16", "k=64", "k=256");
            assertThat(result.series().getFirst().index().value()).isGreaterThan(0.9);
            assertThat(KnownPairs.pairsToReachHalf(result)).hasValue(1);
        }
    }

    @Test
    void pairsOfAConstantTeachNothing() {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.CONSTANT).build()) {
            ReconstructionResult result = TinyScenes.reconstruct(new KnownPairs(), scene);

            assertThat(result.failure()).isNull();
            assertThat(result.leakage()).isLessThan(0.1);
            assertThat(KnownPairs.pairsToReachHalf(result)).isEmpty();
        }
    }

    @Test
    void refusesPairsThatAreScored() {
        TinyWorld world = TinyScenes.WORLD;
        VictimRows scored = VictimRows.draw(TinyScenes.IDENTITY, world.validationImages, world.validation, 1);
        assertThatThrownBy(() -> TinyScenes.scene(TinyScenes.IDENTITY).pairs(scored))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200 of 200 known pairs");
    }

    @Test
    void runsWhatASceneAllows() {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.IDENTITY).build()) {
            assertThat(Attacks.on(scene))
                    .extracting(Attack::name)
                    .contains("insider", "known-pairs", "unseen-reconstructors")
                    .doesNotContain("surrogate-dpms");
        }
    }
}
