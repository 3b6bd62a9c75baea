package io.veilpool.demo.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.dataset.AttributeTables;
import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.PlainPng;
import io.veilpool.agent.dataset.ReadingLimits;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.AttributeTask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributeDealingTest {
    private static final ColumnChoice CHOICE = ColumnChoice.DEFAULT;

    @TempDir
    Path folder;

    /** Grey noise of {@code persons} persons with 1 to 6 images each; the content of an image names its person by its first two pixels. */
    private Path set(String name, int persons, boolean split) throws Exception {
        Path target = folder.resolve(name);
        Random random = new Random(1);
        StringBuilder table =
                new StringBuilder(split ? "file,split,smiling,male,person,note\n" : "file,smiling,male,person,note\n");
        try (StoredZip zip = new StoredZip(target)) {
            for (int p = 0; p < persons; p++) {
                for (int k = 0; k < 1 + p % 6; k++) {
                    byte[] pixels = new byte[784];
                    random.nextBytes(pixels);
                    pixels[0] = (byte) p;
                    pixels[1] = (byte) (p >> 8);
                    String file = "p%d_%d.png".formatted(p, k);
                    zip.add(file, PlainPng.encode(1, 28, 28, pixels));
                    table.append(file).append(split ? p % 5 == 0 ? ",test" : ",train" : "");
                    int smiling = random.nextInt(2);
                    String male = p % 7 == 0 ? "" : p % 3 == 0 ? "0" : "1";
                    table.append(",%d,%s,p%d,secret%d%n".formatted(smiling, male, p, smiling));
                }
            }
            zip.add("attributes.csv", table.toString().getBytes(StandardCharsets.UTF_8));
            zip.complete();
        }
        return target;
    }

    private Dealt deal(Path set, World world, ColumnChoice choice, String out) throws UnusableImagesException {
        AttributeTask task = choice.task(AttributeTables.describe(set));
        return AttributeDealing.deal(set, task, new DealingPlan(world, false, 1), folder.resolve(out));
    }

    private static Map<String, LabelledImages> read(Dealt dealt) throws UnusableImagesException {
        Map<String, Path> zips = new HashMap<>(dealt.entities());
        zips.put("auxiliary", dealt.auxiliary());
        zips.put("test", dealt.test());
        Map<String, LabelledImages> read = new HashMap<>();
        for (Map.Entry<String, Path> zip : zips.entrySet()) {
            read.put(
                    zip.getKey(),
                    ImageSet.read(
                            zip.getValue(),
                            dealt.image(),
                            dealt.classes(),
                            dealt.attributes(),
                            ReadingLimits.defaults(),
                            null));
        }
        return read;
    }

    /** Person, as the image's content says, by part. */
    private static Map<Integer, String> partOfPerson(Map<String, LabelledImages> parts, Dealt dealt) {
        Map<Integer, String> owner = new HashMap<>();
        byte[] pixels = new byte[dealt.image().values()];
        parts.forEach((part, images) -> {
            for (int i = 0; i < images.size(); i++) {
                images.pixels(i, pixels);
                int person = (pixels[0] & 0xFF) + ((pixels[1] & 0xFF) << 8);
                assertThat(owner.putIfAbsent(person, part)).isIn(null, part);
            }
        });
        return owner;
    }

    @Test
    void nobodyIsInTwoPartsAndSharesAreKept() throws Exception {
        Dealt dealt = deal(set("set.zip", 600, false), World.EQUAL, CHOICE, "out"); // 2,100 images
        Map<String, LabelledImages> parts = read(dealt);
        partOfPerson(parts, dealt);
        assertThat(dealt.classes()).containsExactly("smiling=0", "smiling=1");
        parts.forEach((part, images) -> assertThat(images.imagesPerClass(2))
                .containsExactly(Objects.requireNonNull(dealt.imagesPerClass().get(part)).stream()
                        .mapToInt(Integer::intValue)
                        .toArray()));
        int rest = 2_100 - 2_100 / 6;
        for (String entity : List.of("e1", "e2", "e3")) {
            assertThat(Objects.requireNonNull(parts.get(entity)).size())
                    .isBetween(rest * 11 / 45 - 6, rest * 11 / 45 + 1);
        }
        assertThat(Objects.requireNonNull(parts.get("e4")).size()).isBetween(rest * 11 / 450 - 4, rest * 11 / 450 + 1);
        assertThat(Objects.requireNonNull(parts.get("test")).size()).isBetween(330, 350);
        assertThat(Objects.requireNonNull(parts.get("e2")).sensitiveAttributes())
                .hasSize(1);
        assertThat(dealt.description())
                .isEqualTo(
                        "set.zip: 2 classes, 28 x 28 pixels, grey; classes by smiling, sensitive male, images of one person stay together");
    }

    @Test
    void sensitiveValuesAndGroupsArriveAsTheyWere() throws Exception {
        Dealt dealt = deal(set("set.zip", 300, false), World.EQUAL, CHOICE, "out");
        byte[] pixels = new byte[dealt.image().values()];
        for (LabelledImages images : read(dealt).values()) {
            Map<Integer, Integer> groups = new HashMap<>();
            for (int i = 0; i < images.size(); i++) {
                images.pixels(i, pixels);
                int person = (pixels[0] & 0xFF) + ((pixels[1] & 0xFF) << 8);
                assertThat(images.sensitive(0, i)).isEqualTo(person % 7 == 0 ? -1 : person % 3 == 0 ? 0 : 1);
                assertThat(groups.computeIfAbsent(images.group(i), g -> person)).isEqualTo(person);
            }
        }
    }

    @Test
    void aTestPartOfItsOwnStaysTheTestPart() throws Exception {
        Dealt dealt = deal(set("set.zip", 600, true), World.EQUAL, CHOICE, "out");
        Map<Integer, String> owner = partOfPerson(read(dealt), dealt);
        owner.forEach((person, part) -> assertThat(part.equals("test")).isEqualTo(person % 5 == 0));
    }

    @Test
    void onlyTheColumnsOfTheTaskAreDealt() throws Exception {
        Dealt dealt = deal(set("set.zip", 300, true), World.EQUAL, CHOICE, "out");
        Path first = Objects.requireNonNull(dealt.entities().get("e1"));
        for (Path zip : List.<Path>of(first, dealt.test())) {
            List<String> columns = new ArrayList<>();
            AttributeTables.describe(zip).columns().forEach(column -> columns.add(column.name()));
            assertThat(columns).containsExactly("file", "smiling", "male", "person");
        }
    }

    @Test
    void theSameSeedDealsTheSameZips() throws Exception {
        Path set = set("set.zip", 300, true);
        Dealt once = deal(set, World.EQUAL, CHOICE, "once");
        Dealt again = deal(set, World.EQUAL, CHOICE, "again");
        for (String entity : once.entities().keySet()) {
            assertThat(Files.mismatch(
                            Objects.requireNonNull(once.entities().get(entity)),
                            Objects.requireNonNull(again.entities().get(entity))))
                    .isEqualTo(-1);
        }
    }

    @Test
    void theSkewedWorldNeedsFourClasses() throws Exception {
        Path set = set("set.zip", 600, false);
        assertThatThrownBy(() -> deal(set, World.SKEWED, CHOICE, "out"))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("needs at least 4 classes")
                .hasMessageContaining("has 2: use the equal world, or name more columns with --main");
        ColumnChoice two = new ColumnChoice(List.of("smiling", "male"), List.of("none"), null);
        Dealt dealt = deal(set, World.SKEWED, two, "out");
        assertThat(dealt.lacking()).hasSize(1);
        partOfPerson(read(dealt), dealt);
    }

    @Test
    void aSensitiveColumnThatSaysTheSameIsRefusedBeforeAnythingIsDealt() throws Exception {
        Path set = set("set.zip", 100, false);
        ColumnChoice same = new ColumnChoice(List.of("smiling"), List.of("note"), null);
        assertThatThrownBy(() -> deal(set, World.EQUAL, same, "out"))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("says the same as 'smiling' (main) in every row");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void groupsTooLargeToBeDealtAreRefused() throws Exception {
        Path set = set("set.zip", 600, false);
        ColumnChoice byNote = new ColumnChoice(null, null, "note");
        assertThatThrownBy(() -> deal(set, World.EQUAL, byNote, "out"))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("is in too few groups ('note') to be in every part")
                .hasMessageContaining("choose another --group, or --group none");
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
