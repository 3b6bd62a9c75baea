package io.veilpool.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class TopKAccuracyTest {
    @Test
    void agreesWithSortingInPythonForEveryK() {
        ReferenceValues reference = new ReferenceValues();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(reference.floats("logits"), new Shape(7, 5));
            NDArray labels = manager.create(reference.longs("labels"));
            for (int k = 1; k <= 5; k++) {
                assertThat(TopKAccuracy.correct(logits, labels, k))
                        .isEqualTo(reference.longs("top")[k - 1]);
            }
            assertThat(TopKAccuracy.correct(logits, labels, 9)).isEqualTo(7);
        }
    }

    @Test
    void aNetworkThatAnswersTheSameForAllIsRightAtChanceLevel() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.zeros(new Shape(4, 4));
            NDArray labels = manager.create(new long[] {0, 1, 2, 3});
            assertThat(TopKAccuracy.correct(logits, labels, 1)).isEqualTo(1);
            assertThat(TopKAccuracy.correct(logits, labels, 3)).isEqualTo(3);
        }
    }

    @Test
    void aNanIsNeverRight() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float nan = Float.NaN;
            NDArray logits = manager.create(new float[] {nan, nan, 1, nan, 0, 1}, new Shape(3, 2));
            NDArray labels = manager.create(new long[] {0, 0, 1});
            assertThat(TopKAccuracy.perRow(logits, labels, 1)).containsExactly(false, false, true);
        }
    }

    @Test
    void refusesLabelsOutsideTheClasses() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.zeros(new Shape(2, 4));
            assertThatThrownBy(() -> TopKAccuracy.correct(logits, manager.create(new long[] {0, 4}), 1))
                    .hasMessageContaining("label 4 of row 1 is not in [0, 4)");
            assertThatThrownBy(() -> TopKAccuracy.correct(logits, manager.create(new long[] {-1, 0}), 1))
                    .hasMessageContaining("label -1");
            assertThatThrownBy(() -> TopKAccuracy.correct(logits, manager.create(new long[] {0}), 1))
                    .hasMessageContaining("logits (N, K)");
            assertThatThrownBy(() -> TopKAccuracy.correct(logits, manager.create(new long[] {0, 1}), 0))
                    .hasMessageContaining("at least 1");
        }
    }
}
