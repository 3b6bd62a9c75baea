package io.veilpool.agent.poisoning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixingTest {
    private static final int CLASSES = 2;

    private final OriginalFeatures features = features(2_003);

    @Test
    void leavesFeaturesAsTheyAreForOneImagePerRow() {
        MixedFeatures one = Mixing.once(features, 1, 5);
        assertThat(one.rows()).isSameAs(features);
        assertThat(one.sources(0)).isEqualTo(IntStream.range(0, 2_003).toArray());
    }

    @Test
    void usesEveryImageOnceAndOnlyWithItsClass() {
        MixedFeatures mixed = Mixing.once(features, 4, 5);
        int[] all = IntStream.range(0, 4)
                .flatMap(j -> Arrays.stream(mixed.sources(j)))
                .sorted()
                .toArray();
        assertThat(mixed.rows().rows()).isEqualTo(500);
        assertThat(all).hasSize(2_000).doesNotHaveDuplicates();
        for (int j = 0; j < 4; j++) {
            int[] sources = mixed.sources(j);
            for (int row = 0; row < sources.length; row++) {
                assertThat(features.label(sources[row])).isEqualTo(mixed.rows().label(row));
            }
        }
    }

    @Test
    void keepsWhatChannelsHoldAndWhatTellsClassesApart() {
        MixedFeatures mixed = Mixing.rounds(features, 4, 4, 5, RowMemory.RESIDENT);
        assertThat(share(mixed.rows(), 0.5)).isCloseTo(share(features, 0.5), within(.02));
        assertThat(share(mixed.rows(), 2)).isCloseTo(share(features, 2), within(.02));
        double before = moments(features, 1)[0] - moments(features, 0)[0];
        double after = moments(mixed.rows(), 1)[0] - moments(mixed.rows(), 0)[0];
        assertThat(after).isCloseTo(before, within(.25 * before));
    }

    /** Share of all values below a limit. */
    private static double share(OriginalFeatures rows, double limit) {
        float[] row = new float[rows.shape().values()];
        long below = 0;
        for (int i = 0; i < rows.rows(); i++) {
            rows.copyRow(i, row);
            for (float v : row) {
                below += v < limit ? 1 : 0;
            }
        }
        return below / (double) rows.rows() / row.length;
    }

    @Test
    void drawsOtherPartnersForAnotherSeedAndTheSameForTheSame() {
        int[] first = Mixing.once(features, 4, 5).sources(0);
        assertThat(Mixing.once(features, 4, 5).sources(0)).isEqualTo(first);
        assertThat(Mixing.once(features, 4, 6).sources(0)).isNotEqualTo(first);
    }

    @Test
    void givesEveryImageTheRowItIsMixedInto() {
        OriginalFeatures rows = Mixing.perImage(features, 4, 5);
        assertThat(rows.rows()).isEqualTo(2_003);
        Map<ByteBuffer, Integer> images = new HashMap<>();
        for (int i = 0; i < rows.rows(); i++) {
            assertThat(rows.label(i)).isEqualTo(features.label(i));
            images.merge(rows.storedRow(i), 1, Integer::sum);
        }
        // 1,002 images of one class and 1,001 of the other: the last row of each stands for what is left.
        assertThat(images.values()).containsOnly(1, 2, 4).hasSize(251 + 251);
    }

    @Test
    void showsAnImageInItsOwnRowMoreThanInAnother() {
        OriginalFeatures rows = Mixing.perImage(features, 4, 5);
        assertThat(likeness(rows, 0)).isGreaterThan(3 * Math.abs(likeness(rows, 2)));
    }

    /** Mean product of every image's centred features with those of the row of the image {@code shift} further. */
    private double likeness(OriginalFeatures rows, int shift) {
        float[] image = new float[8];
        float[] row = new float[8];
        double[] mean = {moments(features, 0)[0], moments(features, 1)[0]};
        double sum = 0;
        for (int i = 0; i < 2_000; i++) {
            features.copyRow(i, image);
            rows.copyRow(i + shift, row);
            for (int v = 0; v < 8; v++) {
                sum += (image[v] - mean[i % CLASSES]) * (row[v] - mean[i % CLASSES]);
            }
        }
        return sum / 2_000;
    }

    @Test
    void tellsWhatSomebodyKnowsWhoHasAllOtherImagesOfARow() {
        // Four images of each class: they can only share a row with one another.
        OriginalFeatures eight = features(8);
        OriginalFeatures known = Mixing.partners(eight, 4, 5);
        float[] mean = new float[8];
        for (int other : new int[] {2, 4, 6}) {
            float[] row = new float[8];
            eight.copyRow(other, row);
            for (int v = 0; v < 8; v++) {
                mean[v] += row[v] / 3;
            }
        }
        float[] found = new float[8];
        known.copyRow(0, found);
        assertThat(found).containsExactly(mean, within(2e-3f));
        assertThat(known.label(1)).isEqualTo(eight.label(1));
        assertThatThrownBy(() -> Mixing.partners(eight, 1, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no partners");
    }

    @Test
    void refusesWhenNoClassHasEnoughImages() {
        assertThatThrownBy(() -> Mixing.once(features(6), 4, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mixes 4 images of a class")
                .hasMessageContaining("among 6");
    }

    /** Mean and variance over all values of a class. */
    private static double[] moments(OriginalFeatures rows, int label) {
        float[] row = new float[rows.shape().values()];
        double sum = 0;
        double squares = 0;
        long n = 0;
        for (int i = 0; i < rows.rows(); i++) {
            if (rows.label(i) == label) {
                rows.copyRow(i, row);
                for (float v : row) {
                    sum += v;
                    squares += v * v;
                    n++;
                }
            }
        }
        return new double[] {sum / n, squares / n - sum / n * sum / n};
    }

    private static OriginalFeatures features(int count) {
        Random random = new Random(3);
        float[] values = new float[count * 8];
        int[] labels = IntStream.range(0, count).map(i -> i % CLASSES).toArray();
        for (int v = 0; v < values.length; v++) {
            values[v] = (float) Math.abs(random.nextGaussian() * (1 + labels[v / 8]));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray all = manager.create(values, new Shape(count, 2, 2, 2));
            return OriginalFeatures.of(new FeatureRows.Builder(new FeatureShape(2, 2, 2), ElementType.F32, count)
                    .append(all, labels)
                    .build());
        }
    }
}
