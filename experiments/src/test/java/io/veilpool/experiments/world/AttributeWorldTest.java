package io.veilpool.experiments.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.PlainPng;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.ImageSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributeWorldTest {
    private static final AttributeColumn MAIN = new AttributeColumn("smiling", List.of("0", "1"));
    private static final AttributeColumn SENSITIVE = new AttributeColumn("male", List.of("0", "1"));
    private static final AttributeTask TASK = new AttributeTask(List.of(MAIN), List.of(SENSITIVE), null);
    private static final ImageSpec SPEC = new ImageSpec(1, 28, 28);

    @TempDir
    private Path folder;

    /** Noise; {@code persons} images in a row are of one person. */
    private static LabelledImages images(int count, int persons, int classes, long seed) {
        Random random = new Random(seed);
        byte[][] pixels = new byte[count][SPEC.values()];
        int[] labels = new int[count];
        int[] values = new int[count];
        int[] groups = new int[count];
        for (int i = 0; i < count; i++) {
            random.nextBytes(pixels[i]);
            labels[i] = i % classes;
            values[i] = random.nextInt(2);
            groups[i] = i / persons;
        }
        return LabelledImages.of(SPEC, pixels, labels)
                .withSensitive(List.of(SENSITIVE), new int[][] {values})
                .withGroups(groups);
    }

    private static AttributeData data(int classes) {
        return new AttributeData("faces", TASK, images(400, 4, classes, 1), images(100, 4, 2, 2));
    }

    @Test
    void victimAndAttackersShareNeitherImagesNorPersons() throws Exception {
        AttributeWorld world = AttributeWorld.deal(data(2), 150, 60, 1);

        assertThat(persons(world.own())).doesNotContainAnyElementsOf(persons(world.attackers()));
        assertThat(world.attackers().without(world.own()).size())
                .isEqualTo(world.attackers().size());
        assertThat(world.counts())
                .containsEntry("own", 150)
                .containsEntry("attackers", 150)
                .containsEntry("test", 60);
    }

    @Test
    void anotherSeedDealsOtherPersonsAndTheSameTestImages() throws Exception {
        AttributeWorld first = AttributeWorld.deal(data(2), 150, 60, 1);
        AttributeWorld again = AttributeWorld.deal(data(2), 150, 60, 1);
        AttributeWorld other = AttributeWorld.deal(data(2), 150, 60, 2);

        assertThat(again.digest()).isEqualTo(first.digest()).isNotEqualTo(other.digest());
        assertThat(other.own().digest()).isNotEqualTo(first.own().digest());
        assertThat(other.test().digest()).isEqualTo(first.test().digest());
    }

    @Test
    void choosesImagesForACorrelationAsManyForEach() throws Exception {
        AttributeWorld dealt = AttributeWorld.deal(data(2), 150, 100, 1);
        Set<Integer> sizes = new HashSet<>();
        for (double phi : new double[] {0, 0.3, 0.6}) {
            AttributeWorld world = dealt.correlated(phi);
            for (LabelledImages part : List.of(world.own(), world.attackers(), world.test())) {
                assertThat(correlation(part)).isCloseTo(phi, within(0.06));
            }
            sizes.add(world.own().size() / 4);
            assertThat(persons(world.own())).doesNotContainAnyElementsOf(persons(world.attackers()));
        }
        assertThat(sizes).as("sizes but for rounding").hasSizeLessThanOrEqualTo(2);
    }

    /** Attackers are chosen by one half of the test images and scored on the other. */
    @Test
    void halvesOfCorrelatedImagesAreAlikeThoughAValueIsRare() throws Exception {
        AttributeData rare =
                new AttributeData("faces", TASK, oneInFive(images(400, 4, 2, 1)), oneInFive(images(200, 4, 2, 2)));
        LabelledImages test =
                AttributeWorld.deal(rare, 150, 200, 1).correlated(0.3).test();

        LabelledImages half = test.first(test.size() / 2);
        assertThat(Arrays.stream(half.sensitiveValues(0)).average().orElseThrow())
                .isCloseTo(0.5, within(0.2));
        assertThat(correlation(half)).isCloseTo(0.3, within(0.25));
    }

    private static LabelledImages oneInFive(LabelledImages images) {
        int[] values = IntStream.range(0, images.size())
                .map(i -> i / 2 % 5 == 0 ? 1 : 0)
                .toArray();
        return images.withSensitive(List.of(SENSITIVE), new int[][] {values});
    }

    /** Phi, or minus it: which values go together is the set's affair. */
    private static double correlation(LabelledImages images) {
        double alike = 0;
        for (int i = 0; i < images.size(); i++) {
            alike += images.label(i) == images.sensitive(0, i) ? 1 : 0;
        }
        return Math.abs(2 * alike / images.size() - 1);
    }

    @Test
    void refusesACorrelationOfMoreThanTwoValuesOrTooFewImages() throws Exception {
        AttributeColumn hair = new AttributeColumn("hair", List.of("dark", "fair"));
        AttributeTask two = new AttributeTask(List.of(MAIN, hair), List.of(SENSITIVE), null);
        AttributeData several = new AttributeData("faces", two, images(400, 4, 4, 1), images(100, 4, 4, 2));
        assertThatThrownBy(() -> AttributeWorld.deal(several, 150, 60, 1).correlated(0.3))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("main smiling and hair, sensitive male with 4 classes")
                .hasMessageContaining("--variants");
        AttributeWorld small = AttributeWorld.deal(data(2), 30, 24, 1);
        assertThatThrownBy(() -> small.correlated(0.6))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("with a chosen correlation, got");
    }

    @Test
    void severalMainAttributesAreTheirCombinations() throws Exception {
        AttributeColumn hair = new AttributeColumn("hair", List.of("dark", "fair"));
        AttributeTask two = new AttributeTask(List.of(MAIN, hair), List.of(SENSITIVE), null);
        AttributeData data = new AttributeData("faces", two, images(400, 4, 4, 1), images(100, 4, 3, 2));
        assertThat(data.inWords()).isEqualTo("main smiling and hair, sensitive male");
        assertThat(data.classes()).hasSize(4).contains("smiling=1;hair=fair");
        assertThatThrownBy(() -> AttributeWorld.deal(data, 150, 60, 1))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("the test got no image with smiling=1;hair=fair");
    }

    @Test
    void refusesForeignImagesThatAreTheVictims() throws Exception {
        AttributeData generated = AttributeData.generated(folder.resolve("generated"), 60, 30);
        ForeignImages others = ForeignImages.generated(
                folder.resolve("foreign"), generated.training().spec(), 35);
        assertThat(others.images().size()).isEqualTo(35);
        assertThat(others.images().without(generated.training()).size()).isEqualTo(35);

        Path set = Files.createDirectories(folder.resolve("overlapping"));
        StringBuilder table = new StringBuilder("file,smiling,male\n");
        byte[] pixels = new byte[generated.training().spec().values()];
        for (int i = 0; i < 10; i++) {
            generated.training().pixels(i, pixels);
            pixels[0] += (byte) (i < 7 ? 1 : 0);
            Files.write(set.resolve(i + ".png"), PlainPng.encode(3, 32, 32, pixels));
            table.append("%d.png,%d,%d%n".formatted(i, i % 2, i / 2 % 2));
        }
        Files.writeString(set.resolve("attributes.csv"), table);
        assertThatThrownBy(() -> ForeignImages.open(set, generated))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("3 of the 10 images of 'overlapping' are also in 'generated'");
    }

    @Test
    void saysWhichPartLacksAClassOrImages() {
        assertThatThrownBy(() -> AttributeWorld.deal(data(1), 150, 60, 1))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("the victim got no image with smiling=1");
        assertThatThrownBy(() -> AttributeWorld.deal(data(2), 150, 12, 1))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("the test got 12 images, at least 20");
    }

    @Test
    void readsATableAndLeavesOutImagesWhoseSensitiveValueIsNotKnown() throws Exception {
        AttributeData generated = AttributeData.generated(folder.resolve("generated"), 60, 30);
        assertThat(generated.training().sensitiveAttributes())
                .extracting(AttributeColumn::name)
                .containsExactly("tinted");

        Path set = Files.createDirectories(folder.resolve("set"));
        StringBuilder table = new StringBuilder("file,smiling,male,person\n");
        for (int i = 0; i < 40; i++) {
            byte[] pixels = new byte[SPEC.values()];
            new Random(i).nextBytes(pixels);
            Files.write(set.resolve(i + ".png"), PlainPng.encode(1, 28, 28, pixels));
            table.append("%d.png,%d,%s,p%d%n".formatted(i, i % 2, i < 4 ? "" : i / 2 % 2, i));
        }
        Files.writeString(set.resolve("attributes.csv"), table);
        AttributeData read = AttributeData.open(set, List.of("smiling"), "male", "person", 64);
        assertThat(read.training().size() + read.test().size()).isEqualTo(36);
        assertThatThrownBy(() -> AttributeData.open(set, List.of("smiling"), "none", null, 64))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("no column for a sensitive attribute");
    }

    private static Set<Integer> persons(LabelledImages images) {
        Set<Integer> persons = new HashSet<>();
        for (int i = 0; i < images.size(); i++) {
            persons.add(images.group(i));
        }
        return persons;
    }
}
