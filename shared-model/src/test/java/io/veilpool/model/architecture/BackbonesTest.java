package io.veilpool.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackbonesTest {
    private static final ImageSpec PHOTOGRAPH = new ImageSpec(3, 224, 224);
    private static final ImageSpec CIFAR = new ImageSpec(3, 32, 32);

    /** Parameter counts and multiply-adds as torchvision 0.19 documents them for its weights (GFLOPS column). */
    @ParameterizedTest
    @CsvSource({
        "resnet-18, 11689512, 1.81, 512",
        "resnet-34, 21797672, 3.66, 512",
        "resnet-50, 25557032, 4.09, 2048",
        "resnet-101, 44549160, 7.80, 2048"
    })
    void hasTorchvisionsSizes(String name, long parameters, double giga, int pooled) {
        Architecture network = Backbones.named(name, PHOTOGRAPH, 1000);
        assertThat(network.parameters()).isEqualTo(parameters);
        assertThat(network.multiplyAdds() / 1e9).isCloseTo(giga, org.assertj.core.data.Offset.offset(0.02));
        assertThat(Backbones.split(network, HookPoint.POOLED).featurizer().output())
                .isEqualTo(new FeatureShape(pooled, 1, 1));
    }

    @Test
    void carriesTorchvisionsNames() {
        var tensors = Backbones.named("resnet-50", PHOTOGRAPH, 1000).tensors();
        assertThat(tensors)
                .containsEntry("conv1.weight", List.of(64L, 3L, 7L, 7L))
                .containsEntry("bn1.running_var", List.of(64L))
                .containsEntry("layer1.0.downsample.0.weight", List.of(256L, 64L, 1L, 1L))
                .containsEntry("layer1.0.downsample.1.running_mean", List.of(256L))
                .containsEntry("layer3.5.conv2.weight", List.of(256L, 256L, 3L, 3L))
                .containsEntry("layer4.2.bn3.bias", List.of(2048L))
                .containsEntry("fc.weight", List.of(1000L, 2048L))
                .containsEntry("fc.bias", List.of(1000L))
                .hasSize(267); // 161 parameters and 53 pairs of running statistics; num_batches_tracked is not ours
    }

    @ParameterizedTest
    @CsvSource({
        "resnet-50, conv2_1, 256, 56",
        "resnet-50, conv3_1, 512, 28",
        "resnet-101, conv4_1, 1024, 14",
        "resnet-101, conv4_23, 1024, 14",
        "resnet-34, conv5_3, 512, 7"
    })
    void splitsBehindAnyBlock(String name, String hook, int channels, int side) {
        Architecture network = Backbones.named(name, PHOTOGRAPH, 1000);
        Backbones.Split split = Backbones.split(network, HookPoint.parse(hook));
        assertThat(split.featurizer().output()).isEqualTo(new FeatureShape(channels, side, side));
        assertThat(split.decider().input()).isEqualTo(split.featurizer().output());
        assertThat(split.decider().output()).isEqualTo(new FeatureShape(1000, 1, 1));
        assertThat(split.featurizer().parameters() + split.decider().parameters())
                .isEqualTo(network.parameters());
    }

    @Test
    void hasTheMeasuredSmallNetwork() {
        Architecture network = Backbones.named("small-resnet-32", CIFAR, 10);
        assertThat(network.parameters()).isEqualTo(696_618);
        assertThat(network.multiplyAdds()).isEqualTo(26_436_864);
        assertThat(Backbones.split(network, HookPoint.parse("conv3_1"))
                        .featurizer()
                        .output())
                .isEqualTo(new FeatureShape(64, 8, 8));
        assertThat(Backbones.split(network, HookPoint.parse("conv4_1"))
                        .featurizer()
                        .output())
                .isEqualTo(new FeatureShape(128, 4, 4));
    }

    @ParameterizedTest
    @CsvSource({"1, 28, 10, 7", "3, 28, 2, 7", "3, 33, 7, 9", "1, 48, 100, 12", "3, 64, 200, 16"})
    void fitsSmallImagesOfEverySize(int channels, int side, int classes, int atHook) {
        ImageSpec image = new ImageSpec(channels, side, side);
        Architecture network = Backbones.named("small-resnet-32", image, classes);
        Backbones.Split split = Backbones.split(network, HookPoint.parse("conv3_1"));
        assertThat(split.featurizer().output()).isEqualTo(new FeatureShape(64, atHook, atHook));
        assertThat(split.decider().output()).isEqualTo(new FeatureShape(classes, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small-resnet-0", "small-resnet-1000", "resnet-152", "vgg", "", "small-resnet-32 "})
    void refusesUnknownBackbones(String name) {
        assertThatThrownBy(() -> Backbones.named(name, CIFAR, 10))
                .isInstanceOf(InvalidArchitectureException.class)
                .hasMessageContaining("a backbone is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conv1_1", "conv3_0", "conv3", "CONV3_1", "conv6_1", "layer2.0", "conv3_100", ""})
    void refusesOddHookPoints(String hook) {
        assertThatThrownBy(() -> HookPoint.parse(hook))
                .isInstanceOf(InvalidArchitectureException.class)
                .hasMessageContaining("conv3_1");
    }

    @Test
    void refusesAHookPointThatTheNetworkLacks() {
        Architecture network = Backbones.named("small-resnet-32", CIFAR, 10);
        assertThatThrownBy(() -> Backbones.split(network, HookPoint.parse("conv5_1")))
                .isInstanceOf(InvalidArchitectureException.class)
                .hasMessageContaining("small-resnet-32 has no hook point conv5_1");
    }
}
