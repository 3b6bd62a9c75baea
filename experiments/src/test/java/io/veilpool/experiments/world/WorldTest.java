package io.veilpool.experiments.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.ImageSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorldTest {
    private static final ImageSpec SPEC = new ImageSpec(1, 16, 16);
    private static final int CLASSES = 10;
    private static final ImageData LARGE = data(45_000, 10_000);
    private static final ImageData SMALL = data(6_000, 984);

    @ParameterizedTest
    @EnumSource
    void givesALargeSetTheSizesOfThePlan(WorldKind kind) throws Exception {
        World world = World.deal(LARGE, kind, Sizes.FULL, 1);

        assertThat(world.counts())
                .containsEntry("e1", 4_000)
                .containsEntry("e2", 4_000)
                .containsEntry("e3", 4_000)
                .containsEntry("e4", 400)
                .containsEntry("e1 validation", 500)
                .containsEntry("e4 validation", 200)
                .containsEntry("public", 10_000)
                .containsEntry("pairs", 1_024)
                .containsEntry("test", 10_000)
                .containsEntry("reconstructed", 2_000);
    }

    @Test
    void scalesThePartsOfASmallSetInProportion() throws Exception {
        World world = World.deal(SMALL, WorldKind.EQUAL, Sizes.FULL, 1);

        int e1 = world.entities().getFirst().training().size();
        int e4 = world.entities().getLast().training().size();
        assertThat(e1).isBetween(850, 1_000);
        assertThat(e4).isBetween(e1 / 10 - 1, e1 / 10 + 1);
        assertThat(world.publicImages().size()).isBetween(2 * e1, 3 * e1);
    }

    @ParameterizedTest
    @EnumSource
    void givesNoImageTwice(WorldKind kind) throws Exception {
        World world = World.deal(SMALL, kind, Sizes.FULL, 3);

        List<String> all = new ArrayList<>();
        parts(world).forEach(part -> all.addAll(contents(part)));
        assertThat(new HashSet<>(all)).hasSameSizeAs(all);
    }

    @Test
    void keepsTheClassesInProportion() throws Exception {
        World world = World.deal(LARGE, WorldKind.EQUAL, Sizes.FULL, 5);

        for (LabelledImages part : parts(world)) {
            int expected = part.size() / CLASSES;
            // Neighbours in the order swap by a few places, so a class may have some images more or fewer.
            for (int images : part.imagesPerClass(CLASSES)) {
                assertThat(images).isBetween(expected - 3 - expected / 100, expected + 4 + expected / 100);
            }
        }
    }

    @Test
    void takesThreeClassesFromTheFirstEntityOfASkewedWorldAndNothingFromTheOthers() throws Exception {
        World equal = World.deal(LARGE, WorldKind.EQUAL, Sizes.FULL, 7);
        World skewed = World.deal(LARGE, WorldKind.SKEWED, Sizes.FULL, 7);

        assertThat(equal.lacking()).isEmpty();
        assertThat(skewed.lacking()).hasSize(3);
        World.Part first = skewed.entities().getFirst();
        for (int c = 0; c < CLASSES; c++) {
            boolean lacks = skewed.lacking().contains(LARGE.classes().get(c));
            assertThat(first.training().imagesPerClass(CLASSES)[c] == 0).isEqualTo(lacks);
            assertThat(first.validation().imagesPerClass(CLASSES)[c] == 0).isEqualTo(lacks);
        }
        for (int i = 1; i < 4; i++) {
            assertThat(skewed.entities().get(i).training().digest())
                    .isEqualTo(equal.entities().get(i).training().digest());
        }
        assertThat(World.deal(LARGE, WorldKind.SKEWED, Sizes.FULL, 8).lacking()).isNotEqualTo(skewed.lacking());
    }

    @Test
    void dealsTheSameForASeedAndOtherwiseForAnother() throws Exception {
        String one = World.deal(SMALL, WorldKind.EQUAL, Sizes.QUICK, 1).digest();

        assertThat(World.deal(SMALL, WorldKind.EQUAL, Sizes.QUICK, 1).digest()).isEqualTo(one);
        assertThat(World.deal(SMALL, WorldKind.EQUAL, Sizes.QUICK, 2).digest()).isNotEqualTo(one);
    }

    @Test
    void saysHowManyImagesAreMissing() {
        assertThatThrownBy(() -> World.deal(data(600, 100), WorldKind.EQUAL, Sizes.FULL, 1))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContainingAll("'noise'", "600 training", "at least 1,", "give a larger set");
    }

    private static List<LabelledImages> parts(World world) {
        List<LabelledImages> parts = new ArrayList<>();
        for (World.Part part : world.entities()) {
            parts.add(part.training());
            parts.add(part.validation());
        }
        parts.add(world.publicImages());
        parts.add(world.pairs());
        parts.add(world.test());
        return parts;
    }

    private static List<String> contents(LabelledImages images) {
        byte[] pixels = new byte[SPEC.values()];
        return IntStream.range(0, images.size())
                .mapToObj(i -> {
                    images.pixels(i, pixels);
                    return Arrays.toString(Arrays.copyOf(pixels, 12));
                })
                .toList();
    }

    private static ImageData data(int training, int test) {
        List<String> classes =
                IntStream.range(0, CLASSES).mapToObj(c -> "class" + c).toList();
        return new ImageData("noise", classes, noise(training, 1), noise(test, 2));
    }

    private static LabelledImages noise(int images, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[][] pixels = new byte[images][SPEC.values()];
        int[] labels = new int[images];
        for (int i = 0; i < images; i++) {
            random.nextBytes(pixels[i]);
            labels[i] = i % CLASSES;
        }
        return LabelledImages.of(SPEC, pixels, labels);
    }
}
