package io.veilpool.demo.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.ReadingLimits;
import io.veilpool.model.protocol.ImageSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedImagesTest {
    private static final List<String> CLASSES = GeneratedImages.classes();

    @TempDir
    Path folder;

    private LabelledImages read(String zip) throws Exception {
        return ImageSet.read(folder.resolve(zip), new ImageSpec(3, 32, 32), CLASSES, ReadingLimits.defaults());
    }

    private void write(String train, String test, int trainPerClass, int testPerClass, long seed) {
        GeneratedImages.write(folder.resolve(train), folder.resolve(test), CLASSES, trainPerClass, testPerClass, seed);
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherOneOthers() throws Exception {
        write("a.zip", "at.zip", 3, 2, 1);
        write("b.zip", "bt.zip", 3, 2, 1);
        write("c.zip", "ct.zip", 3, 2, 2);
        assertThat(Files.mismatch(folder.resolve("a.zip"), folder.resolve("b.zip")))
                .isEqualTo(-1);
        assertThat(Files.mismatch(folder.resolve("at.zip"), folder.resolve("bt.zip")))
                .isEqualTo(-1);
        assertThat(read("c.zip").digest()).isNotEqualTo(read("a.zip").digest());
    }

    @Test
    void everyImageIsDifferentAndEveryClassIsThere() throws Exception {
        write("train.zip", "test.zip", 20, 10, 1);
        assertThat(CLASSES).hasSize(10);
        LabelledImages train = read("train.zip");
        assertThat(train.imagesPerClass(10)).containsOnly(20);
        assertThat(train.notes()).isEmpty();
        assertThat(read("test.zip").imagesPerClass(10)).containsOnly(10);
    }

    @Test
    void neitherMeanColourNorMeanImageTellsTheClass() throws Exception {
        write("train.zip", "test.zip", 200, 60, 1);
        LabelledImages train = read("train.zip");
        LabelledImages test = read("test.zip");
        // Ten classes: chance is 10 %.
        assertThat(nearestMean(train, test, GeneratedImagesTest::colours)).isLessThan(0.2);
        assertThat(nearestMean(train, test, GeneratedImagesTest::pixels)).isLessThan(0.35);
    }

    private interface Representation {
        double[] of(LabelledImages images, int i);
    }

    private static double[] pixels(LabelledImages images, int i) {
        byte[] bytes = new byte[images.spec().values()];
        images.pixels(i, bytes);
        double[] values = new double[bytes.length];
        for (int k = 0; k < bytes.length; k++) {
            values[k] = bytes[k] & 0xFF;
        }
        return values;
    }

    /** Mean and spread of each channel. */
    private static double[] colours(LabelledImages images, int i) {
        double[] values = pixels(images, i);
        int plane = values.length / 3;
        double[] colours = new double[6];
        for (int k = 0; k < values.length; k++) {
            colours[k / plane] += values[k] / plane;
        }
        for (int k = 0; k < values.length; k++) {
            colours[3 + k / plane] += Math.pow(values[k] - colours[k / plane], 2) / plane;
        }
        for (int c = 3; c < 6; c++) {
            colours[c] = Math.sqrt(colours[c]);
        }
        return colours;
    }

    /** @return share of test images whose nearest class mean is that of their own class */
    private static double nearestMean(LabelledImages train, LabelledImages test, Representation representation) {
        int[] perClass = train.imagesPerClass(10);
        double[][] means = new double[10][];
        for (int i = 0; i < train.size(); i++) {
            double[] values = representation.of(train, i);
            int label = train.label(i);
            if (means[label] == null) {
                means[label] = new double[values.length];
            }
            for (int k = 0; k < values.length; k++) {
                means[label][k] += values[k] / perClass[label];
            }
        }
        int right = 0;
        for (int i = 0; i < test.size(); i++) {
            right += nearest(means, representation.of(test, i)) == test.label(i) ? 1 : 0;
        }
        return (double) right / test.size();
    }

    private static int nearest(double[][] means, double[] values) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int c = 0; c < means.length; c++) {
            double distance = 0;
            for (int k = 0; k < values.length; k++) {
                distance += (values[k] - means[c][k]) * (values[k] - means[c][k]);
            }
            if (distance < least) {
                least = distance;
                best = c;
            }
        }
        return best;
    }

    @Test
    void refusesUnknownClassesAndEmptyParts() {
        assertThatThrownBy(() -> GeneratedImages.write(
                        folder.resolve("a"), folder.resolve("b"), List.of("cats", "dogs"), 1, 1, 1))
                .hasMessageContaining("were [cats, dogs]");
        assertThatThrownBy(() -> write("a", "b", 0, 1, 1)).hasMessageContaining("must be >= 1");
        assertThat(folder).isEmptyDirectory();
    }
}
