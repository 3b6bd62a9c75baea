package io.veilpool.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.LeakageIndex;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The two ends of the scale: features that are the image itself, and a guess without features. */
class SeenTest {
    private static final int SIDE = 16;
    private static final int CLASSES = 3;
    private static final LeakageIndex.Bootstrap FEW = new LeakageIndex.Bootstrap(20, 0.95, 1);

    private final LabelledImages images = gradients(120, 1);

    @Test
    void seesEverythingWhereFeaturesAreTheImageItself() {
        Seen seen = everything();

        assertThat(seen.ssim()).isCloseTo(1, within(1e-2)); // float16 rows
        assertThat(seen.l1()).isCloseTo(0, within(1e-3));
        assertThat(seen.negative()).isNegative();
        assertThat(index(seen.readings())).isCloseTo(1, within(1e-6));
    }

    @Test
    void givesAGuessWithoutFeaturesTheIndexZero() {
        ImageReadings guess = guess();

        assertThat(guess.asIs().meanSsim()).isLessThan(0.9);
        assertThat(index(guess)).isZero();
    }

    @Test
    void looksAtNoMoreRowsThanThereAreImages() {
        LabelledImages first = images.subset(new int[] {0, 1, 2});
        try (Network identity = identity()) {
            assertThat(Seen.of(identity, features(), first).readings().images()).isEqualTo(3);
        }
    }

    @Test
    void putsItsFiguresUnderTheirNames() {
        var figures = new TreeMap<String, Double>();

        everything().put(figures, "original");

        assertThat(figures).containsOnlyKeys("original L1", "original SSIM", "original negative SSIM");
    }

    private double index(ImageReadings attack) {
        return LeakageIndex.of(guess(), everything().readings(), attack, FEW).value();
    }

    private ImageReadings guess() {
        return Seen.prior(gradients(120, 2), images, CLASSES);
    }

    private Seen everything() {
        try (Network identity = identity()) {
            return Seen.of(identity, features(), images);
        }
    }

    private static Network identity() {
        FeatureShape shape = new FeatureShape(1, SIDE, SIDE);
        return Network.random(
                new Architecture("identity", shape, List.of(new NamedLayer("clamp", new Layer.Clamp()))), 1);
    }

    private OriginalFeatures features() {
        int[] all = IntStream.range(0, images.size()).toArray();
        try (NDManager scope = NDManager.newBaseManager()) {
            return OriginalFeatures.of(
                    new FeatureRows.Builder(new FeatureShape(1, SIDE, SIDE), ElementType.F16, all.length)
                            .append(
                                    images.batch(scope, all),
                                    IntStream.of(all).map(images::label).toArray())
                            .build());
        }
    }

    /** Ramps of random direction and steepness. */
    private static LabelledImages gradients(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[][] pixels = new byte[count][SIDE * SIDE];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            double down = random.nextDouble(-8, 8);
            double right = random.nextDouble(-8, 8);
            for (int p = 0; p < SIDE * SIDE; p++) {
                double value = 128 + down * (p / SIDE - 7.5) + right * (p % SIDE - 7.5);
                pixels[i][p] = (byte) Math.clamp(Math.round(value), 0, 255);
            }
            labels[i] = i % CLASSES;
        }
        return LabelledImages.of(new ImageSpec(1, SIDE, SIDE), pixels, labels);
    }
}
