package io.veilpool.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.metric.Ssim.Config;
import io.veilpool.model.metric.Ssim.Mode;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SsimTest {
    /** Differences of window sums of about 0.3 in float32, divided by C2 = 9e-4 at worst. */
    private static final double FLOAT32 = 2e-5;

    private final ReferenceValues reference = new ReferenceValues();
    private NDManager manager;
    private NDArray a;
    private NDArray b;

    @BeforeEach
    void openImages() {
        manager = NDManager.newBaseManager();
        a = reference.images(manager, "a", DataType.FLOAT32);
        b = reference.images(manager, "b", DataType.FLOAT32);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({
        "RAW, false, ssim",
        "RAW, true, ssim",
        "CLIP, false, ssimClip",
        "CLIP, true, ssimClipPerWindow",
        "ABS, false, ssimAbs",
        "ABS, true, ssimAbsPerWindow"
    })
    void agreesWithLoopsInPython(Mode mode, boolean perWindow, String name) {
        Config config = new Config(mode, perWindow);
        double[] expected = reference.numbers(name);
        float[] single = Ssim.perImage(config, a, b).toFloatArray();
        double[] twice = Ssim.perImage(
                        config,
                        reference.images(manager, "a", DataType.FLOAT64),
                        reference.images(manager, "b", DataType.FLOAT64))
                .toDoubleArray();
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) single[i]).isCloseTo(expected[i], within(FLOAT32));
            assertThat(twice[i]).isCloseTo(expected[i], within(1e-12)); // float64
        }
        double mean = Arrays.stream(expected).average().orElseThrow();
        assertThat((double) Ssim.mean(config, a, b).getFloat()).isCloseTo(mean, within(FLOAT32));
    }

    @Test
    void isPlainPerImageAndAbsolutePerImageByDefault() {
        assertThat(Ssim.perImage(a, b).toFloatArray())
                .isEqualTo(Ssim.perImage(new Config(Mode.RAW, false), a, b).toFloatArray());
        assertThat(Config.DEFAULT).isEqualTo(new Config(Mode.ABS, false));
    }

    @Test
    void isOneForAnImageAndItself() {
        for (float s : Ssim.perImage(a, a.duplicate()).toFloatArray()) {
            assertThat((double) s).isCloseTo(1, within(FLOAT32));
        }
    }

    @Test
    void isSymmetric() {
        float[] there = Ssim.perImage(a, b).toFloatArray();
        float[] back = Ssim.perImage(b, a).toFloatArray();
        for (int i = 0; i < there.length; i++) {
            assertThat((double) there[i]).isCloseTo(back[i], within(FLOAT32));
        }
    }

    @Test
    void isClearlyNegativeForAPhotographicNegative() {
        NDArray negative = a.neg().add(1);
        for (float s : Ssim.perImage(a, negative).toFloatArray()) {
            assertThat(s).isLessThan(-0.3f);
        }
        assertThat(Ssim.mean(Config.DEFAULT, a, negative).getFloat()).isGreaterThan(0.3f);
        assertThat(Ssim.mean(new Config(Mode.CLIP, false), a, negative).getFloat())
                .isZero();
    }

    @Test
    void givesPictureAndNegativeTogetherAsOneByOne() {
        Ssim.WithNegative both = Ssim.withNegative(a, b);
        float[] picture = Ssim.perImage(a, b).toFloatArray();
        float[] negative = Ssim.perImage(a, b.neg().add(1)).toFloatArray();
        for (int i = 0; i < picture.length; i++) {
            assertThat((double) both.picture().toFloatArray()[i]).isCloseTo(picture[i], within(FLOAT32));
            assertThat((double) both.negative().toFloatArray()[i]).isCloseTo(negative[i], within(FLOAT32));
        }
    }

    @Test
    void imagesOfOppositeSignDoNotCancel() {
        // One image is its own copy, the other a negative: the plain mean is near 0, the absolute one near 1.
        NDArray pair = a.get("0:1").concat(a.get("0:1"));
        NDArray copyAndNegative = a.get("0:1").concat(a.get("0:1").neg().add(1));
        assertThat(Ssim.mean(new Config(Mode.RAW, false), pair, copyAndNegative).getFloat())
                .isBetween(-0.1f, 0.4f);
        assertThat(Ssim.mean(Config.DEFAULT, pair, copyAndNegative).getFloat()).isGreaterThan(0.6f);
    }

    @ParameterizedTest
    @CsvSource({"RAW, false", "RAW, true", "CLIP, false", "CLIP, true", "ABS, false", "ABS, true"})
    void gradientMatchesCentralDifferences(Mode mode, boolean perWindow) {
        Config config = new Config(mode, perWindow);
        NDArray x = a.toType(DataType.FLOAT64, true);
        NDArray y = b.toType(DataType.FLOAT64, true);
        Gradients.assertMatchDifferences(manager, y, moved -> Ssim.mean(config, x, moved));
        Gradients.assertMatchDifferences(manager, x, moved -> Ssim.mean(config, moved, y));
    }

    @Test
    void worksOnTheSmallestImageAndNamesTheLimitBelowIt() {
        NDArray smallest = manager.randomUniform(0, 1, new Shape(2, 1, 11, 11));
        assertThat(Ssim.perImage(smallest, smallest).getShape()).isEqualTo(new Shape(2));
        NDArray flat = manager.zeros(new Shape(2, 3, 10, 32));
        assertThatThrownBy(() -> Ssim.perImage(flat, flat))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 11 x 11 pixels, got 10 x 32");
        NDArray narrow = manager.zeros(new Shape(2, 3, 32, 10));
        assertThatThrownBy(() -> Ssim.perImage(narrow, narrow)).hasMessageContaining("got 32 x 10");
    }

    @Test
    void refusesImagesThatCannotBeCompared() {
        assertThatThrownBy(() -> Ssim.perImage(a, b.get("0:1"))).hasMessageContaining("equal shapes");
        assertThatThrownBy(() -> Ssim.perImage(a, b.toType(DataType.FLOAT64, true)))
                .hasMessageContaining("one floating type");
        NDArray bytes = a.toType(DataType.INT64, true);
        assertThatThrownBy(() -> Ssim.perImage(bytes, bytes)).hasMessageContaining("one floating type");
        NDArray flat = a.reshape(3, -1);
        assertThatThrownBy(() -> Ssim.perImage(flat, flat)).hasMessageContaining("(N, C, H, W)");
    }

    @Test
    void leavesOnlyItsResultWithTheSecondImagesManager() {
        try (NDManager step = manager.newSubManager()) {
            NDArray reconstructed = b.duplicate();
            reconstructed.attach(step);
            int before = manager.getManagedArrays().size();
            for (int i = 0; i < 50; i++) {
                Ssim.mean(Config.DEFAULT, a, reconstructed).close();
                L1Distance.perImage(a, reconstructed).close();
                Psnr.perImage(a, reconstructed).close();
                ImageReadings.of(a, reconstructed);
            }
            assertThat(step.getManagedArrays()).hasSize(1);
            assertThat(manager.getManagedArrays()).hasSize(before);
        }
    }
}
