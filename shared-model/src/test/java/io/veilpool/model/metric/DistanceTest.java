package io.veilpool.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class DistanceTest {
    private final ReferenceValues reference = new ReferenceValues();

    @Test
    void agreesWithLoopsInPython() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray a = reference.images(manager, "a", DataType.FLOAT32);
            NDArray b = reference.images(manager, "b", DataType.FLOAT32);
            float[] l1 = L1Distance.perImage(a, b).toFloatArray();
            float[] psnr = Psnr.perImage(a, b).toFloatArray();
            for (int i = 0; i < l1.length; i++) {
                assertThat((double) l1[i]).isCloseTo(reference.numbers("l1")[i], within(1e-6)); // float32 mean of 663
                assertThat((double) psnr[i]).isCloseTo(reference.numbers("psnr")[i], within(1e-4)); // the same, in dB
            }
        }
    }

    @Test
    void isZeroForEqualImagesAndOneBetweenBlackAndWhite() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray black = manager.zeros(new Shape(2, 1, 4, 4));
            NDArray white = manager.ones(new Shape(2, 1, 4, 4));
            assertThat(L1Distance.perImage(black, white).toFloatArray()).containsExactly(1, 1);
            assertThat(L1Distance.perImage(white, white.duplicate()).toFloatArray())
                    .containsExactly(0, 0);
            assertThat((double) Psnr.perImage(black, white).toFloatArray()[0]).isCloseTo(0, within(1e-9));
            assertThat((double) Psnr.perImage(white, white.duplicate()).toFloatArray()[0])
                    .isCloseTo(Psnr.GREATEST, within(1e-3));
            assertThatThrownBy(() -> L1Distance.perImage(black, manager.ones(new Shape(1, 1, 4, 4))))
                    .hasMessageContaining("equal shapes");
        }
    }
}
