package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.protocol.ImageSpec;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final ImageSpec SPEC = new ImageSpec(1, 1, 2);

    /** Images of class c, each with pixels of its own. */
    private static LabelledImages images(int... perClass) {
        int total = java.util.Arrays.stream(perClass).sum();
        byte[][] pixels = new byte[total][];
        int[] labels = new int[total];
        int at = 0;
        for (int c = 0; c < perClass.length; c++) {
            for (int k = 0; k < perClass[c]; k++) {
                pixels[at] = new byte[] {(byte) k, (byte) c};
                labels[at++] = c;
            }
        }
        return LabelledImages.of(SPEC, pixels, labels);
    }

    private static Set<String> contents(LabelledImages images) {
        Set<String> contents = new HashSet<>();
        byte[] pixels = new byte[2];
        for (int i = 0; i < images.size(); i++) {
            images.pixels(i, pixels);
            contents.add(pixels[0] + "/" + pixels[1]);
        }
        return contents;
    }

    @Test
    void keepsTheShareOfEveryClass() {
        Split split = Split.of(images(100, 40, 10), 0.1, 1);
        assertThat(split.validation().imagesPerClass(3)).containsExactly(10, 4, 1);
        assertThat(split.training().imagesPerClass(3)).containsExactly(90, 36, 9);
        assertThat(contents(split.training())).doesNotContainAnyElementsOf(contents(split.validation()));
    }

    @Test
    void holdsBackAtLeastOneImageOfEveryClassThatHasTwo() {
        Split split = Split.of(images(2, 3, 1, 0), 0.01, 1);
        assertThat(split.validation().imagesPerClass(4)).containsExactly(1, 1, 0, 0);
        assertThat(split.training().imagesPerClass(4)).containsExactly(1, 2, 1, 0);
        assertThat(Split.of(images(2), 0.99, 1).training().size()).isEqualTo(1);
    }

    @Test
    void theSeedDecides() {
        LabelledImages images = images(50, 50);
        assertThat(Split.of(images, 0.2, 3).validation().digest())
                .isEqualTo(Split.of(images, 0.2, 3).validation().digest())
                .isNotEqualTo(Split.of(images, 0.2, 4).validation().digest());
    }

    @Test
    void keepsImagesWithTheSamePixelsOnOneSide() {
        byte[][] pixels = new byte[60][];
        for (int i = 0; i < 60; i++) {
            pixels[i] = new byte[] {(byte) (i % 10), 0};
        }
        for (long seed = 0; seed < 20; seed++) {
            Split split = Split.of(LabelledImages.of(SPEC, pixels, new int[60]), 0.3, seed);
            assertThat(contents(split.training())).doesNotContainAnyElementsOf(contents(split.validation()));
            assertThat(split.validation().size()).isEqualTo(18);
        }
    }

    @Test
    void refusesAShareOutsideZeroToOne() {
        for (double share : new double[] {0, 1, -1, Double.NaN}) {
            assertThatThrownBy(() -> Split.of(images(5), share, 1)).hasMessageContaining("between 0 and 1");
        }
    }
}
