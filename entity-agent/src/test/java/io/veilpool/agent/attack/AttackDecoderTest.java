package io.veilpool.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttackDecoderTest {
    private static final AttackDecoder.Size SMALL = new AttackDecoder.Size(4, 1);

    @Test
    void fitsTheLinearInverseOfEveryImageSize() {
        for (int[] size : new int[][] {{28, 28, 7}, {30, 17, 4}, {16, 16, 1}}) {
            FeatureShape shape = new FeatureShape(6, size[2], size[2]);
            ImageSpec image = new ImageSpec(1, size[0], size[1]);
            byte[][] pixels = new byte[80][image.values()];
            new Random(1).nextBytes(pixels[0]);
            LabelledImages images = LabelledImages.of(image, pixels, new int[80]);
            try (NDManager manager = NDManager.newBaseManager()) {
                OriginalFeatures features = OriginalFeatures.of(new FeatureRows.Builder(shape, ElementType.F32, 80)
                        .append(manager.randomUniform(0, 1, new Shape(80, 6, size[2], size[2])), new int[80])
                        .build());
                try (AttackDecoder decoder = AttackDecoder.fit(SMALL, TrainingSet.of(features, images), 1)) {
                    var painted = decoder.paint(features.batch(manager, new int[] {0, 1}), false);
                    assertThat(painted.getShape().getShape()).containsExactly(2, 1, size[0], size[1]);
                }
            }
        }
    }

    @Test
    void findsALinearMapExactly() {
        // Each place's square is twice its first channel's value left of it: a 3 x 3 neighbourhood holds that.
        FeatureShape shape = new FeatureShape(2, 4, 4);
        ImageSpec image = new ImageSpec(1, 8, 8);
        Random random = new Random(3);
        byte[][] pixels = new byte[60][64];
        float[] values = new float[60 * 32];
        for (int i = 0; i < 60; i++) {
            for (int p = 0; p < 32; p++) {
                values[i * 32 + p] = random.nextInt(100) / 255f;
            }
            for (int p = 0; p < 64; p++) {
                int place = (p / 16) * 4 + (p % 8) / 2;
                float left = place % 4 == 0 ? 0 : values[i * 32 + place - 1];
                pixels[i][p] = (byte) Math.round(2 * left * 255);
            }
        }
        LabelledImages images = LabelledImages.of(image, pixels, new int[60]);
        try (NDManager manager = NDManager.newBaseManager()) {
            OriginalFeatures features = OriginalFeatures.of(new FeatureRows.Builder(shape, ElementType.F32, 60)
                    .append(manager.create(values, new Shape(60, 2, 4, 4)), new int[60])
                    .build());
            try (AttackDecoder decoder = AttackDecoder.fit(SMALL, TrainingSet.of(features, images), 1)) {
                int[] rows = {0, 17};
                var painted = decoder.paint(features.batch(manager, rows), false);
                // the ridge shrinks weights by about one part in 1,000
                assertThat(painted.sub(images.batch(manager, rows)).abs().max().getFloat())
                        .isLessThan(5e-3f);
            }
        }
    }
}
