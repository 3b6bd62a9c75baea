package io.veilpool.agent.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedGainTest {
    @Test
    void fewDiscordantRowsProveNothing() {
        // exact McNemar test: p = .125
        PairedGain four = gain(4, 0, 60);
        assertThat(four.points()).isCloseTo(100 * 4 / 60.0, within(1e-12));
        // (4.5 - .5) / 62 -+ 1.96 sqrt((5 / 62 - .0645^2) / 62)
        assertThat(four.low()).isCloseTo(-0.432, within(1e-3));
        assertThat(four.high()).isCloseTo(13.336, within(1e-3));
        assertThat(gain(0, 0, 60).low()).isLessThan(-3);
        assertThat(gain(0, 0, 60).high()).isGreaterThan(3);
        assertThat(gain(10, 0, 60).low()).isPositive();
    }

    @Test
    void agreesWithTheNormalApproximationOnManyRows() {
        // .04 - 1.96 sqrt((.12 - .04^2) / 5000)
        assertThat(gain(400, 200, 5_000).low()).isCloseTo(100 * (.04 - 1.96 * Math.sqrt(.1184 / 5_000)), within(.01));
    }

    private static PairedGain gain(int won, int lost, int rows) {
        boolean[] with = new boolean[rows];
        boolean[] without = new boolean[rows];
        for (int i = 0; i < won; i++) {
            with[i] = true;
        }
        for (int i = won; i < won + lost; i++) {
            without[i] = true;
        }
        return PairedGain.of(with, without);
    }
}
