package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.ImageSpec;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelledImagesTest {
    private static final ImageSpec SPEC = new ImageSpec(3, 8, 6);

    private static LabelledImages images(int count) {
        Random random = new Random(1);
        byte[][] pixels = new byte[count][SPEC.values()];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            random.nextBytes(pixels[i]);
            labels[i] = i % 3;
        }
        return LabelledImages.of(SPEC, pixels, labels);
    }

    @Test
    void batchesAreFloatsBetweenZeroAndOneInTheOrderAsked() {
        LabelledImages images = images(5);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray batch = images.batch(manager, new int[] {4, 0});
            assertThat(batch.getShape()).isEqualTo(new Shape(2, 3, 8, 6));
            assertThat(batch.getDataType()).isEqualTo(DataType.FLOAT32);
            byte[] fourth = new byte[SPEC.values()];
            images.pixels(4, fourth);
            float[] values = batch.toFloatArray();
            for (int k = 0; k < fourth.length; k++) {
                assertThat(values[k])
                        .isEqualTo((fourth[k] & 0xFF) * (1f / 255f))
                        .isBetween(0f, 1f);
            }
            assertThat(images.labels(manager, new int[] {4, 0}).toLongArray()).containsExactly(1, 0);
        }
    }

    @Test
    void leavesOutImagesThatOthersHaveToo() {
        LabelledImages images = images(5);
        LabelledImages others = images.subset(new int[] {3, 1});
        LabelledImages rest = images.without(others);
        assertThat(rest.digest()).isEqualTo(images.subset(new int[] {0, 2, 4}).digest());
        assertThat(rest.without(others)).isSameAs(rest);
    }

    @Test
    void aBatchLeavesNothingElseOpenInItsManager() {
        LabelledImages images = images(5);
        try (NDManager manager = NDManager.newBaseManager()) {
            images.batch(manager, new int[] {1, 2});
            assertThat(manager.getManagedArrays()).hasSize(1);
        }
    }

    @Test
    void noAugmentationChangesNothing() {
        LabelledImages images = images(3);
        try (NDManager manager = NDManager.newBaseManager()) {
            int[] all = {0, 1, 2};
            assertThat(images.batch(manager, all, Augmentation.none(), new Random(1)))
                    .isEqualTo(images.batch(manager, all));
        }
    }

    @Test
    void augmentedImagesAreShiftedOrMirroredCopies() {
        byte[] values = new byte[SPEC.values()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i + 1);
        }
        LabelledImages image = LabelledImages.of(SPEC, new byte[][] {values}, new int[1]);
        Random random = new Random(2);
        boolean mirrored = false;
        boolean shifted = false;
        try (NDManager manager = NDManager.newBaseManager()) {
            for (int round = 0; round < 50; round++) {
                float[] changed = image.batch(manager, new int[1], new Augmentation(2, true), random)
                        .toFloatArray();
                Shift found = find(values, changed);
                mirrored |= found.flip;
                shifted |= found.down != 0 && found.right != 0;
            }
        }
        assertThat(mirrored).isTrue();
        assertThat(shifted).isTrue();
    }

    private record Shift(int down, int right, boolean flip) {}

    private static Shift find(byte[] original, float[] changed) {
        for (int down = -2; down <= 2; down++) {
            for (int right = -2; right <= 2; right++) {
                for (boolean flip : new boolean[] {false, true}) {
                    if (matches(original, changed, down, right, flip)) {
                        return new Shift(down, right, flip);
                    }
                }
            }
        }
        throw new AssertionError("not a copy shifted by at most 2 pixels");
    }

    private static boolean matches(byte[] original, float[] changed, int down, int right, boolean flip) {
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 6; x++) {
                    int fromY = y + down;
                    int fromX = (flip ? 5 - x : x) + right;
                    boolean inside = fromY >= 0 && fromY < 8 && fromX >= 0 && fromX < 6;
                    int expected = inside ? original[(c * 8 + fromY) * 6 + fromX] & 0xFF : 0;
                    if (Math.round(changed[(c * 8 + y) * 6 + x] * 255) != expected) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Test
    void theSameGeneratorGivesTheSameAugmentation() {
        LabelledImages images = images(4);
        try (NDManager manager = NDManager.newBaseManager()) {
            int[] all = {0, 1, 2, 3};
            Augmentation usual = Augmentation.usual(8);
            assertThat(images.batch(manager, all, usual, new Random(7)))
                    .isEqualTo(images.batch(manager, all, usual, new Random(7)))
                    .isNotEqualTo(images.batch(manager, all, usual, new Random(8)));
        }
    }

    @Test
    void subsetsKeepPixelsAndLabels() {
        LabelledImages images = images(6);
        LabelledImages subset = images.subset(new int[] {5, 1});
        assertThat(subset.size()).isEqualTo(2);
        assertThat(subset.label(0)).isEqualTo(2);
        assertThat(subset.imagesPerClass(3)).containsExactly(0, 1, 1);
        assertThat(subset.digest()).isNotEqualTo(images.digest()).hasSize(64);
        assertThat(subset.digest()).isEqualTo(images.subset(new int[] {5, 1}).digest());
        assertThat(subset.digest()).isNotEqualTo(images.subset(new int[] {1, 5}).digest());
    }

    @Test
    void refusesPixelsOfAnotherSize() {
        assertThatThrownBy(() -> LabelledImages.of(SPEC, new byte[1][5], new int[1]))
                .hasMessageContaining("has 5 values")
                .hasMessageContaining("expected 144");
    }
}
