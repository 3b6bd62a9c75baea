package io.veilpool.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurrogateDpmsTest {
    @Test
    void theVictimsTwinReadsIt() {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.MIXED_CHANNELS)
                .surrogates(List.of(TinyScenes.CONSTANT, TinyScenes.MIXED_CHANNELS))
                .build()) {
            ReconstructionResult result = TinyScenes.reconstruct(new SurrogateDpms(), scene);

            assertThat(result.failure()).isNull();
            assertThat(result.series()).extracting(AttackFigures::variant).containsExactly("N=1", "N=2");
            // A decoder of constant rows alone has learned no more than a guess.
            assertThat(result.series().getFirst().index().value()).isLessThan(0.2);
            assertThat(result.leakage()).isGreaterThan(0.7);
            assertThat(result.comparisons())
                    .extracting(AttackFigures::variant)
                    .containsExactly("without 1", "without 2");
        }
    }

    @Test
    void aConstantLeaksNothing() {
        try (AttackScene scene = TinyScenes.scene(TinyScenes.CONSTANT)
                .surrogates(List.of(TinyScenes.IDENTITY))
                .build()) {
            assertThat(TinyScenes.reconstruct(new SurrogateDpms(), scene).leakage())
                    .isLessThan(0.1);
        }
    }

    @Test
    void trainsSurrogatesByTheVictimsRecipeAndOthers() {
        DpmConfig recipe = TinyWorld.config();
        List<DpmConfig> recipes = Surrogates.recipes(recipe, 8);

        assertThat(recipes).hasSize(8);
        assertThat(recipes).filteredOn(recipe::equals).hasSize(4);
        assertThat(recipes.stream().distinct()).hasSize(5);
    }

    @Test
    void aSurrogateThatComesOutOfNoStartIsNotedAndLeftOut() throws Exception {
        TinyWorld world = TinyScenes.WORLD;
        DpmConfig impossible = TinyWorld.config().withSteps(4).withRestarts(0).withLimits(0, 1e6, 0);
        try (Surrogates none = Surrogates.train(
                List.of(impossible),
                world.networks,
                world.publicImages,
                images -> FeatureCache.compute(world.networks, images, Progress.silent()),
                RowMemory.RESIDENT,
                1,
                Progress.silent())) {
            assertThat(none.poisoners()).isEmpty();
            assertThat(none.incidents()).hasSize(1);
            assertThatThrownBy(() -> TinyScenes.reconstruct(
                            new SurrogateDpms(),
                            TinyScenes.scene(TinyScenes.IDENTITY)
                                    .surrogates(none.poisoners())
                                    .build()))
                    .hasMessageContaining("at least one surrogate");
        }
    }
}
