package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.protocol.ImageSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FittingTest {
    @Test
    void leavesAnImageOfTheRightSizeAlone() {
        byte[] values = {1, 2, 3, 4};
        assertThat(Fitting.fit(new Pixels(1, 2, 2, values), new ImageSpec(1, 2, 2)))
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void weighsEverySourcePixelWhenScalingDown() {
        // Ratio 2, centres at 1 and 3 of [0, 4], triangle of reach 2: weights 3/4 1/4... normalised over what exists.
        // First target: distances .5 .5 1.5 from pixels 0 1 2 -> weights .75 .75 .25, sum 1.75.
        byte[] row = {0, 70, (byte) 140, (byte) 210};
        byte[] values = new byte[16];
        for (int y = 0; y < 4; y++) {
            System.arraycopy(row, 0, values, 4 * y, 4);
        }
        byte[] half = Fitting.fit(new Pixels(1, 4, 4, values), new ImageSpec(1, 2, 2));
        // (0 * .75 + 70 * .75 + 140 * .25) / 1.75 = 50; (70 * .25 + 140 * .75 + 210 * .75) / 1.75 = 160
        assertThat(half).containsExactly(50, (byte) 160, 50, (byte) 160);
    }

    @Test
    void keepsAnEvenImageEvenAtEveryScale() {
        for (int side : new int[] {3, 17, 28, 100, 333}) {
            byte[] even = new byte[side * side];
            Arrays.fill(even, (byte) 123);
            assertThat(Fitting.fit(new Pixels(1, side, side, even), new ImageSpec(1, 32, 32)))
                    .containsOnly(123);
        }
    }

    @Test
    void keepsTheAspectRatioAndRepeatsTheEdge() {
        // 2 rows x 4 columns into 4 x 4: the same scale, one row above and below repeats the outermost one.
        byte[] values = {1, 2, 3, 4, 5, 6, 7, 8};
        assertThat(Fitting.fit(new Pixels(1, 2, 4, values), new ImageSpec(1, 4, 4)))
                .containsExactly(1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8);
    }

    @Test
    void turnsColourIntoLumaAndGreyIntoThreeEqualChannels() {
        byte[] colours = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255};
        // red, green, blue pixels: 0.299, 0.587, 0.114 of 255
        assertThat(Fitting.fit(new Pixels(3, 1, 3, colours), new ImageSpec(1, 1, 3)))
                .containsExactly(76, (byte) 150, 29);
        assertThat(Fitting.fit(new Pixels(1, 1, 2, new byte[] {7, 9}), new ImageSpec(3, 1, 2)))
                .containsExactly(7, 9, 7, 9, 7, 9);
    }

    @Test
    void survivesExtremeShapes() {
        assertThat(Fitting.fit(new Pixels(1, 1, 1, new byte[] {5}), new ImageSpec(1, 32, 32)))
                .hasSize(1024)
                .containsOnly(5);
        byte[] line = new byte[5000];
        Arrays.fill(line, (byte) 9);
        assertThat(Fitting.fit(new Pixels(1, 1, 5000, line), new ImageSpec(1, 32, 32)))
                .containsOnly(9);
    }
}
