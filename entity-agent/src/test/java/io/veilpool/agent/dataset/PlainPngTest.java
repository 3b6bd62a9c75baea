package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainPngTest {
    @Test
    void isReadBackAsItWasWritten() throws Exception {
        for (int[] size : new int[][] {{1, 28, 28}, {3, 32, 32}, {3, 1, 1}, {3, 200, 150}}) {
            byte[] pixels = new byte[size[0] * size[1] * size[2]];
            new Random(1).nextBytes(pixels);
            Pixels read = new ImageDecoder(ReadingLimits.defaults())
                    .decode(PlainPng.encode(size[0], size[1], size[2], pixels));
            assertThat(read.channels()).isEqualTo(size[0]);
            assertThat(read.height()).isEqualTo(size[1]);
            assertThat(read.values()).isEqualTo(pixels);
        }
    }
}
