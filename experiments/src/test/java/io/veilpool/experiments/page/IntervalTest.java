package io.veilpool.experiments.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {
    @Test
    void isStudentsWithFewSeeds() {
        // Deviation of 1, 2, 3 is 1; t(2) = 4.303; 4.303 / sqrt(3) = 2.484.
        Interval three = Interval.of(1, 2, 3);

        assertThat(three.mean()).isEqualTo(2);
        assertThat(three.half()).isCloseTo(2.484, within(5e-4));
        // Deviation of 0, 1 is .7071; 12.706 * .7071 / sqrt(2) = 6.353.
        assertThat(Interval.of(0, 1).half()).isCloseTo(6.353, within(5e-4));
    }

    @Test
    void hasNoWidthForOneSeed() {
        assertThat(Interval.of(4).mean()).isEqualTo(4);
        assertThat(Interval.of(4).half()).isNaN();
    }

    @Test
    void isNearlyNormalWithManySeeds() {
        double[] values = new double[102];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2;
        }
        // Deviation sqrt(102 / 101 / 4) = .5025; 1.96 * .5025 / sqrt(102) = .0975.
        assertThat(Interval.of(values).half()).isCloseTo(0.0975, within(1e-4));
    }
}
