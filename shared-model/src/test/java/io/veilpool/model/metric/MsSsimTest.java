package io.veilpool.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MsSsimTest {
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Values of src/test/python/reference_ms_ssim.py (numpy 2.4.6): windows in loops, variances by their definition. */
    @ParameterizedTest
    @CsvSource({
        "13, 17, 0.8116615733865558, 0.7960728979864947",
        "33, 24, 0.910134610828667, 0.9067512957390652",
        "45, 50, 0.9315616821004397, 0.9310973566412245"
    })
    void agreesWithLoopsInPython(int height, int width, double first, double second) {
        NDArray a = waves(height, width, false);
        NDArray b = waves(height, width, true);
        double[] twice = MsSsim.perImage(a, b).toDoubleArray();
        assertThat(twice[0]).isCloseTo(first, within(1e-12)); // float64
        assertThat(twice[1]).isCloseTo(second, within(1e-12));
        float[] single = MsSsim.perImage(a.toType(DataType.FLOAT32, true), b.toType(DataType.FLOAT32, true))
                .toFloatArray();
        assertThat((double) single[0]).isCloseTo(first, within(2e-5)); // float32, as SsimTest says
        assertThat(MsSsim.mean(a, b).getDouble()).isCloseTo((first + second) / 2, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "11, 400, 1",
        "21, 21, 1",
        "22, 22, 2",
        "28, 28, 2",
        "32, 32, 2",
        "64, 64, 3",
        "224, 224, 5",
        "999, 999, 5"
    })
    void hasAsManyLevelsAsTheWindowAllows(int height, int width, int levels) {
        assertThat(MsSsim.levels(height, width)).isEqualTo(levels);
    }

    @Test
    void isOneForEqualImagesAndPlainSsimOnOneLevel() {
        NDArray a = waves(13, 17, false);
        NDArray b = waves(13, 17, true);
        assertThat(MsSsim.perImage(a, a.duplicate()).toDoubleArray())
                .containsExactly(new double[] {1, 1}, within(1e-9));
        assertThat(MsSsim.perImage(a, b).toDoubleArray())
                .containsExactly(Ssim.perImage(a, b).toDoubleArray(), within(1e-12));
    }

    @Test
    void gradientMatchesCentralDifferences() {
        NDArray a = waves(24, 26, false);
        NDArray b = waves(24, 26, true);
        Gradients.assertMatchDifferences(manager, b, moved -> MsSsim.mean(a, moved));
        Gradients.assertMatchDifferences(manager, a, moved -> MsSsim.mean(moved, b));
    }

    @Test
    void staysFiniteWithItsGradientWhereFactorsAreNegative() {
        NDArray a = waves(24, 26, false);
        NDArray negative = a.neg().add(1);
        for (double value : MsSsim.perImage(a, negative).toDoubleArray()) {
            assertThat(value).isBetween(0.0, 1e-3);
        }
        negative.setRequiresGradient(true);
        try (var collector = ai.djl.engine.Engine.getInstance().newGradientCollector()) {
            collector.backward(MsSsim.mean(a, negative));
        }
        for (double slope : negative.getGradient().toDoubleArray()) {
            assertThat(slope).isFinite();
        }
    }

    @Test
    void refusesWhatSsimRefusesAndLeavesOnlyItsResult() {
        NDArray flat = manager.zeros(new Shape(1, 1, 10, 30));
        assertThatThrownBy(() -> MsSsim.perImage(flat, flat)).hasMessageContaining("at least 11 x 11 pixels");
        NDArray a = waves(24, 26, false);
        int before = manager.getManagedArrays().size();
        try (NDArray result = MsSsim.perImage(a, a)) {
            assertThat(manager.getManagedArrays()).hasSize(before + 1).contains(result);
        }
    }

    /** The Python script's images (2, 3, height, width). */
    private NDArray waves(int height, int width, boolean bent) {
        double[] pixels = new double[2 * 3 * height * width];
        int place = 0;
        for (int n = 0; n < 2; n++) {
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        double phase = 0.3 * x + 0.2 * y * (1 + c) + n;
                        pixels[place++] = bent
                                ? 0.5 + 0.3 * Math.sin(phase + 0.5 * Math.sin(0.1 * x * y))
                                : 0.5 + 0.4 * Math.sin(phase);
                    }
                }
            }
        }
        return manager.create(pixels, new Shape(2, 3, height, width));
    }
}
