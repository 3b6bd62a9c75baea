package io.veilpool.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.protocol.ImageSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelsLastTest {
    private static final ImageSpec IMAGE = new ImageSpec(3, 32, 32);

    @Test
    void keepsValuesAndOrder() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.arange(2 * 3 * 5 * 4f).reshape(new Shape(2, 3, 5, 4));
            NDArray y = ChannelsLast.of(x);
            assertThat(y.getShape()).isEqualTo(x.getShape());
            assertThat(y.toFloatArray()).containsExactly(x.toFloatArray());
            assertThat(ChannelsLast.of(y).toFloatArray()).containsExactly(x.toFloatArray());
        }
    }

    @Test
    void aNetworkThatItDoesNotSuitTakesWhatAnotherLeftInIt() {
        Architecture narrow = Backbones.split(Backbones.named("small-resnet-6", IMAGE, 10), HookPoint.parse("conv3_1"))
                .decider();
        try (NDManager manager = NDManager.newBaseManager();
                Network network = Network.random(narrow, 1)) {
            NDArray x = manager.arange(32 * 12 * 8 * 8f).sin().reshape(new Shape(32, 12, 8, 8));
            NDArray left = ChannelsLast.of(x);
            assertThat(ChannelsLast.undone(left).toFloatArray()).containsExactly(x.toFloatArray());
            assertThat(network.forward(left, false).toFloatArray())
                    .containsExactly(network.forward(x, false).toFloatArray());
        }
    }

    /** Their first shortcut skips pixels of W channels. */
    @ParameterizedTest
    @CsvSource({"4, false", "8, false", "15, false", "16, true", "32, true"})
    void isNotForStridedPointwiseConvolutionsOfFewChannels(int width, boolean suits) {
        assertThat(ChannelsLast.suits(Backbones.named("small-resnet-" + width, IMAGE, 10)))
                .isEqualTo(suits);
    }

    @ParameterizedTest
    @CsvSource({"resnet-18", "resnet-50"})
    void isForTheUsualBackbones(String name) {
        assertThat(ChannelsLast.suits(Backbones.named(name, IMAGE, 10))).isTrue();
    }
}
