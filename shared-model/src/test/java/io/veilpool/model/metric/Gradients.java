package io.veilpool.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Compares the engine's gradient of a scalar function with central differences, in float64. */
public final class Gradients {
    private static final double STEP = 1e-6;

    private Gradients() {}

    public static void assertMatchDifferences(NDManager manager, NDArray at, UnaryOperator<NDArray> function) {
        double[] values = at.toDoubleArray();
        double[] gradient;
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = scope.create(values, at.getShape());
            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray value = function.apply(x);
                collectGarbage();
                collector.backward(value);
            }
            gradient = x.getGradient().toDoubleArray();
        }
        assertThat(Arrays.stream(gradient).anyMatch(g -> g != 0)).isTrue();
        Random random = new Random(5);
        for (int check = 0; check < 60; check++) {
            int i = random.nextInt(values.length);
            double difference =
                    (value(manager, at, values, i, STEP, function) - value(manager, at, values, i, -STEP, function))
                            / (2 * STEP);
            // Truncation is of order STEP^2, rounding of order 1e-16 / STEP.
            assertThat(gradient[i]).isCloseTo(difference, within(2e-9));
        }
    }

    /** Gives away what the function no longer holds on Java's side, though the graph may still point to it. */
    private static void collectGarbage() {
        System.gc();
        List<ByteBuffer> others = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            for (int bytes = 4; bytes <= 1 << 14; bytes += bytes / 4 * 2) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
                while (buffer.hasRemaining()) {
                    buffer.put((byte) 0x5A);
                }
                others.add(buffer);
            }
        }
        assertThat(others).isNotEmpty();
    }

    private static double value(
            NDManager manager, NDArray at, double[] values, int i, double step, UnaryOperator<NDArray> function) {
        double[] moved = values.clone();
        moved[i] += step;
        try (NDManager scope = manager.newSubManager()) {
            return function.apply(scope.create(moved, at.getShape())).getDouble();
        }
    }
}
