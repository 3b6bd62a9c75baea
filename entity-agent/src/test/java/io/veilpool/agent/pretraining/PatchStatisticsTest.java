package io.veilpool.agent.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.protocol.ImageSpec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatchStatisticsTest {
    /** The matrix has the directions (1, 1) / sqrt 2 with variance 3 and (1, -1) / sqrt 2 with variance 1. */
    @Test
    void findsTheDirectionsOfACaseWorkedByHand() {
        PatchStatistics statistics = PatchStatistics.decompose(new double[][] {{2, 1}, {1, 2}});
        double[] first = statistics.whitened(0);
        double[] second = statistics.whitened(1);
        assertThat(Math.abs(first[0])).isCloseTo(Math.sqrt(0.5 / 3.001), within(1e-9));
        assertThat(first[0]).isCloseTo(first[1], within(1e-9));
        assertThat(Math.abs(second[0])).isCloseTo(Math.sqrt(0.5 / 1.001), within(1e-9));
        assertThat(second[0]).isCloseTo(-second[1], within(1e-9));
    }

    @Test
    void whitensPatchesOfImages() {
        ImageSpec spec = new ImageSpec(3, 16, 20);
        SplittableRandom random = new SplittableRandom(1);
        byte[][] pixels = new byte[40][spec.values()];
        for (byte[] image : pixels) {
            int value = 128;
            for (int i = 0; i < image.length; i++) {
                value = Math.clamp(value + random.nextInt(-30, 31), 0, 255);
                image[i] = (byte) value;
            }
        }
        LabelledImages images = LabelledImages.of(spec, pixels, new int[pixels.length]);
        PatchStatistics statistics = PatchStatistics.of(images, 3, 7);
        double[] first = statistics.whitened(0);
        double[] response = new double[4000];
        for (int n = 0; n < response.length; n++) {
            byte[] image = pixels[random.nextInt(pixels.length)];
            int top = random.nextInt(14);
            int left = random.nextInt(18);
            for (int k = 0; k < 27; k++) {
                int index = (k / 9 * 16 + top + k / 3 % 3) * 20 + left + k % 3;
                response[n] += first[k] * (image[index] & 0xFF) / 255.0;
            }
        }
        double mean = java.util.Arrays.stream(response).average().orElseThrow();
        double variance = java.util.Arrays.stream(response)
                .map(r -> (r - mean) * (r - mean))
                .average()
                .orElseThrow();
        assertThat(variance).isCloseTo(1, within(0.1)); // 4,000 draws against 20,000 others
    }

    @Test
    void bearsImagesWithoutAnyVariance() {
        ImageSpec spec = new ImageSpec(1, 16, 16);
        LabelledImages images = LabelledImages.of(spec, new byte[2][spec.values()], new int[2]);
        for (double value : PatchStatistics.of(images, 3, 1).whitened(0)) {
            assertThat(value).isFinite();
        }
    }
}
