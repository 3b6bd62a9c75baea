package io.veilpool.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.metric.Gradients;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScalarsTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void computesInTheTypeOfTheArray() {
        NDArray single = manager.create(new float[] {-1.5f, 2});
        assertThat(Scalars.times(single, 0.1).toFloatArray()).containsExactly(-1.5f * 0.1f, 2 * 0.1f);
        assertThat(Scalars.over(single, 3).toFloatArray()).containsExactly(-1.5f / 3, 2f / 3);
        assertThat(Scalars.atLeast(single, 0.1).toFloatArray()).containsExactly(0.1f, 2);
        NDArray twice = manager.create(new double[] {-1.5, 2});
        assertThat(Scalars.times(twice, 0.1).toDoubleArray()).containsExactly(-1.5 * 0.1, 2 * 0.1);
        assertThat(Scalars.times(single.mean(), 0.1).getDataType()).isEqualTo(DataType.FLOAT32);
        assertThat(Scalars.times(manager.create(new long[] {1, 2}), 0.5).toFloatArray())
                .containsExactly(0.5f, 1);
    }

    @Test
    void keepsNumbersForTheGradientsThroughAGarbageCollection() {
        gradientsMatch(x -> Scalars.times(x, 3).mean());
        gradientsMatch(x -> Scalars.over(x, 3).mean());
        gradientsMatch(x -> Scalars.atLeast(x, 0.25).square().mean());
        gradientsMatch(x -> x.mul(Scalars.owned(manager.create(new double[] {1, 2, 3, 4, 5, 6, 7, 8})))
                .mean());
    }

    /** What this module and its users differentiate through beside {@link Scalars}. */
    @Test
    void otherOperationsWithNumbersKeepNone() {
        gradientsMatch(x -> x.add(3).square().mean());
        gradientsMatch(x -> x.sub(3).square().mean());
        gradientsMatch(x -> x.clip(-0.5, 0.75).square().mean());
    }

    private void gradientsMatch(UnaryOperator<NDArray> function) {
        NDArray at = manager.create(new double[] {-2, -1, -0.75, -0.25, 0.5, 0.875, 1, 2}, new Shape(8));
        Gradients.assertMatchDifferences(manager, at, function);
    }
}
