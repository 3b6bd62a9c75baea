package io.veilpool.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.experiments.lab.Change;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FiltersTest {
    private static final double FLOAT = 1e-6; // float32, sums of 10 products

    @Test
    void spreadsAPointOverTheMeanFiltersSquare() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray point = manager.zeros(new Shape(1, 1, 7, 9));
            point.set(new float[63]);
            point.set(new ai.djl.ndarray.index.NDIndex("0, 0, 3, 4"), 25f);

            NDArray spread = filtered(Filters.mean(5), point);

            for (int y = 0; y < 7; y++) {
                for (int x = 0; x < 9; x++) {
                    // 5 x 5 around row 3, column 4, a twenty-fifth of 25 each; at rows 1 and 5 the filter loses one of
                    // five weights.
                    boolean inside = y >= 1 && y <= 5 && x >= 2 && x <= 6;
                    double expected = !inside ? 0 : y == 1 || y == 5 ? 1.25 : 1;
                    assertThat(spread.getFloat(0, 0, y, x)).isCloseTo((float) expected, within((float) 1e-5));
                }
            }
        }
    }

    @Test
    void leavesEvenGroundAsItIs() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray even = manager.ones(new Shape(2, 3, 8, 8)).mul(0.7f);
            for (Change change : new Change[] {Filters.mean(5), Filters.mean(15), Filters.gaussian(9, 3)}) {
                assertThat(filtered(change, even).sub(even).abs().max().getFloat())
                        .isCloseTo(0, within((float) FLOAT));
            }
        }
    }

    @Test
    void keepsChannelsAndImagesApart() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray one = manager.zeros(new Shape(2, 2, 8, 8));
            one.set(new ai.djl.ndarray.index.NDIndex("1, 0"), 1f);

            NDArray filtered = filtered(Filters.gaussian(9, 3), one);

            assertThat(filtered.sub(one).abs().max().getFloat()).isCloseTo(0, within((float) FLOAT));
        }
    }

    @Test
    void addsNoiseAsStrongAsTheFeatures() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] values = new float[4 * 3 * 64];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 2 == 0 ? 1 : 5; // mean 3, deviation 2
            }
            NDArray z = manager.create(values, new Shape(4, 3, 8, 8));
            OriginalFeatures features =
                    OriginalFeatures.of(new FeatureRows.Builder(new FeatureShape(3, 8, 8), ElementType.F16, 4)
                            .append(z, new int[4])
                            .build());

            NDArray noise = filtered(Filters.noise(features), z).sub(z);

            // 768 values: the standard error of a deviation of 2 is 2 / sqrt(2 * 768) = 0.05
            assertThat(Math.sqrt(noise.square().mean().getFloat())).isCloseTo(2, within(0.2));
        }
    }

    private static NDArray filtered(Change change, NDArray z) {
        return change.perturbation().of(z, new SplittableRandom(1));
    }
}
