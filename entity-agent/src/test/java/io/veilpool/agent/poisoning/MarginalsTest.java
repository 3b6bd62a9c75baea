package io.veilpool.agent.poisoning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class MarginalsTest {
    private static final int ROWS = 400;
    private static final int PLACES = 16;
    private static final int ROW = 2 * PLACES;
    /** Of the values of a channel, where they lie among 512 quantiles of as many random ones. */
    private static final double NEAR = .05;

    /** First channel standard normal, second constant 3. */
    private final float[] normal = values(1, z -> z);
    /** First channel what is above 0 of twice as much plus one, as behind a ReLU. */
    private final float[] rectified = values(2, z -> Math.max(0, 2 * z + 1));

    private final Marginals from = Marginals.of(features(normal));
    private final Marginals to = Marginals.of(features(rectified));

    @Test
    void movesValuesToTheirPlaceInTheOtherDistributionAndKeepsTheirOrder() {
        float[] moved = normal.clone();
        from.moveTo(to, moved);
        float[] before = channel(normal, 0);
        float[] after = channel(moved, 0);
        for (int i = 0; i < before.length; i++) {
            if (Math.abs(before[i]) < 2) { // further out few values tell where a quantile lies
                assertThat(after[i]).isCloseTo(Math.max(0, 2 * before[i] + 1), within((float) (6 * NEAR)));
            }
        }
        Integer[] order = order(before);
        for (int i = 1; i < order.length; i++) {
            assertThat(after[order[i]]).isGreaterThanOrEqualTo(after[order[i - 1]]);
        }
    }

    @Test
    void leavesADistributionAsItIsWhenItMovesToItself() {
        float[] moved = normal.clone();
        from.moveTo(from, moved);
        assertThat(channel(moved, 0)).containsExactly(channel(normal, 0), within(1e-5f));
    }

    @Test
    void movesAConstantChannelToTheOthersFloor() {
        float[] moved = rectified.clone();
        Marginals.of(features(values(3, z -> 3))).moveTo(from, moved);
        float[] lowestFirst = channel(normal, 0);
        Arrays.sort(lowestFirst);
        float[] first = channel(moved, 0);
        float[] were = channel(rectified, 0);
        for (int i = 0; i < first.length; i++) {
            if (were[i] <= 3) {
                assertThat(first[i]).isEqualTo(lowestFirst[0]);
            }
        }
    }

    @Test
    void keepsTheDistanceAboveTheHighestAndFallsToTheFloorBelowTheLowest() {
        float highest = highest(channel(normal, 0));
        float[] row = new float[ROW];
        row[0] = highest + 1.5f;
        row[1] = -1_000;
        from.moveTo(to, row);
        assertThat(row[0]).isCloseTo(highest(channel(rectified, 0)) + 1.5f, within(1e-5f));
        assertThat(row[1]).isZero();
    }

    @Test
    void leavesWhatIsNoNumberNoNumber() {
        float[] row = new float[ROW];
        row[5] = Float.NaN;
        from.moveTo(to, row);
        assertThat(row[5]).isNaN();
    }

    private static float highest(float[] values) {
        float highest = values[0];
        for (float value : values) {
            highest = Math.max(highest, value);
        }
        return highest;
    }

    private static Integer[] order(float[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(values[a], values[b]));
        return order;
    }

    private static float[] channel(float[] values, int channel) {
        float[] of = new float[ROWS * PLACES];
        for (int row = 0; row < ROWS; row++) {
            System.arraycopy(values, row * ROW + channel * PLACES, of, row * PLACES, PLACES);
        }
        return of;
    }

    private static float[] values(long seed, DoubleUnaryOperator first) {
        Random random = new Random(seed);
        float[] values = new float[ROWS * ROW];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / PLACES % 2 == 0 ? (float) first.applyAsDouble(random.nextGaussian()) : 3;
        }
        return values;
    }

    private static OriginalFeatures features(float[] values) {
        FeatureRows.Builder rows = new FeatureRows.Builder(new FeatureShape(2, 4, 4), ElementType.F32, ROWS);
        try (NDManager scope = NDManager.newBaseManager()) {
            rows.append(scope.create(values, new Shape(ROWS, 2, 4, 4)), new int[ROWS]);
        }
        return OriginalFeatures.of(rows.build());
    }
}
