package io.veilpool.experiments.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.PlainPng;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.ImageSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributeWorldTest {
    private static final AttributeColumn MAIN = new AttributeColumn("smiling", List.of("0", "1"));
    private static final AttributeColumn SENSITIVE = new AttributeColumn("male", List.of("0", "1"));
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
        return new AttributeData("faces", MAIN, SENSITIVE, images(400, 4, classes, 1), images(100, 4, 2, 2));
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
    void saysWhichPartLacksAClassOrImages() {
        assertThatThrownBy(() -> AttributeWorld.deal(data(1), 150, 60, 1))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("the victim got no image with smiling = 1");
        assertThatThrownBy(() -> AttributeWorld.deal(data(2), 150, 20, 1))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("the test got 20 images, at least 40");
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
        AttributeData read = AttributeData.open(set, "smiling", "male", "person", 64);
        assertThat(read.training().size() + read.test().size()).isEqualTo(36);
        assertThatThrownBy(() -> AttributeData.open(set, "smiling", "none", null, 64))
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
