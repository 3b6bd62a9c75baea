package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.protocol.ImageSpec;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupedSplitTest {
    private static final ImageSpec SPEC = new ImageSpec(1, 1, 4);

    /** Image {@code i} has class {@code labels[i]} and pixels of its own. */
    private static LabelledImages images(int[] labels, int[] groups) {
        byte[][] pixels = new byte[labels.length][];
        for (int i = 0; i < labels.length; i++) {
            pixels[i] = new byte[] {(byte) i, (byte) (i >> 8), 0, 0};
        }
        return LabelledImages.of(SPEC, pixels, labels).withGroups(groups);
    }

    private static Set<Integer> groups(LabelledImages images) {
        Set<Integer> groups = new HashSet<>();
        for (int i = 0; i < images.size(); i++) {
            groups.add(images.group(i));
        }
        groups.remove(-1);
        return groups;
    }

    @Test
    void neverPartsAGroupAndKeepsTheSharesOfTheClasses() {
        Random random = new Random(1);
        int[] labels = new int[1_000];
        int[] groups = new int[1_000];
        for (int i = 0; i < 1_000; i++) {
            labels[i] = random.nextInt(10) < 3 ? 1 : 0;
            groups[i] = (int) (200 * Math.pow(random.nextDouble(), 2)); // a few large ones, many small ones
        }
        LabelledImages images = images(labels, groups);
        int[] perClass = images.imagesPerClass(2);
        for (long seed = 0; seed < 20; seed++) {
            Split split = Split.of(images, .2, seed);
            assertThat(groups(split.training())).doesNotContainAnyElementsOf(groups(split.validation()));
            assertThat(split.training().size() + split.validation().size()).isEqualTo(1_000);
            for (int c = 0; c < 2; c++) {
                double share = split.validation().imagesPerClass(2)[c] / (double) perClass[c];
                assertThat(share).as("class %d, seed %d", c, seed).isBetween(.19, .21);
            }
        }
    }

    @Test
    void theSeedDecides() {
        int[] groups = new int[200];
        for (int i = 0; i < 200; i++) {
            groups[i] = i / 4;
        }
        LabelledImages images = images(new int[200], groups);
        assertThat(Split.of(images, .2, 3).validation().digest())
                .isEqualTo(Split.of(images, .2, 3).validation().digest())
                .isNotEqualTo(Split.of(images, .2, 4).validation().digest());
    }

    @Test
    void aClassWithTwoGroupsIsOnBothSidesAndOneWithOneGroupIsTrainedOn() {
        // Class 0 in groups 0 and 1, class 1 in group 2 only.
        LabelledImages images = images(new int[] {0, 0, 0, 0, 1, 1, 1}, new int[] {0, 0, 1, 1, 2, 2, 2});
        for (long seed = 0; seed < 10; seed++) {
            Split split = Split.of(images, .01, seed);
            assertThat(split.validation().imagesPerClass(2)).containsExactly(2, 0);
            assertThat(split.training().imagesPerClass(2)).containsExactly(2, 3);
            assertThat(Split.of(images, .99, seed).training().imagesPerClass(2)[0])
                    .isEqualTo(2);
        }
    }

    @Test
    void imagesWithoutAGroupStandAlone() {
        int[] groups = new int[100];
        java.util.Arrays.fill(groups, -1);
        Split split = Split.of(images(new int[100], groups), .2, 1);
        assertThat(split.validation().size()).isEqualTo(20);
    }

    @Test
    void equalImagesKeepTheirGroupsTogether() {
        byte[][] pixels = new byte[40][];
        int[] groups = new int[40];
        for (int i = 0; i < 40; i++) {
            groups[i] = i / 2;
            pixels[i] = new byte[] {(byte) (i == 39 ? 0 : i), 0, 0, 0}; // the last one repeats the first
        }
        LabelledImages images = LabelledImages.of(SPEC, pixels, new int[40]).withGroups(groups);
        for (long seed = 0; seed < 20; seed++) {
            Split split = Split.of(images, .3, seed);
            assertThat(groups(split.training()).contains(0))
                    .isEqualTo(groups(split.training()).contains(19));
        }
    }

    @Test
    void joinsWhatIsConnectedByManySteps() {
        int[] group = {0, 1, 1, 2, -1, -1};
        int[] first = {0, 0, 2, 2, 4, 4};
        assertThat(Groups.joined(group, first)).containsExactly(0, 0, 0, 0, 4, 4);
    }
}
