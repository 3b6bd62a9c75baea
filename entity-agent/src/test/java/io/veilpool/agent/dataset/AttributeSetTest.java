package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.ImageSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributeSetTest {
    private static final ImageSpec SPEC = new ImageSpec(3, 16, 16);

    @TempDir
    Path folder;

    private static LabelledImages read(Path location, AttributeTask task) throws Exception {
        return ImageSet.read(location, SPEC, task.classes(1_000), task, ReadingLimits.defaults(), null);
    }

    private static List<Integer> labels(LabelledImages images) {
        return IntStream.range(0, images.size()).map(images::label).boxed().toList();
    }

    private static List<Integer> sensitive(LabelledImages images) {
        return IntStream.range(0, images.size())
                .map(i -> images.sensitive(0, i))
                .boxed()
                .toList();
    }

    private static List<Integer> groups(LabelledImages images) {
        return IntStream.range(0, images.size()).map(images::group).boxed().toList();
    }

    private static void assertIsGood(LabelledImages images) {
        assertThat(labels(images)).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(sensitive(images)).containsExactly(1, 0, 1, 1, 0, -1); // f's cell is empty
        assertThat(images.group(0)).isEqualTo(images.group(3)).isNotEqualTo(images.group(1));
        assertThat(images.sensitiveAttributes()).isEqualTo(SampleTables.SMILE.sensitive());
    }

    @Test
    void readsATableBesideAZipOfAllImages() throws Exception {
        LabelledImages images = read(SampleTables.pair(folder, SampleTables.GOOD), SampleTables.SMILE);
        assertIsGood(images);
        assertThat(images.notes()).isEmpty();
    }

    @Test
    void readsTheTestPartOfItsOwn() throws Exception {
        SampleTables.pair(folder, SampleTables.GOOD);
        AttributeTask task = SampleTables.SMILE;
        LabelledImages test = ImageSet.readTest(folder, SPEC, task.classes(10), task, ReadingLimits.defaults(), null);
        assertThat(labels(test)).containsExactly(0, 1);
        assertThat(sensitive(test)).containsExactly(1, -1);
    }

    @Test
    void withoutSplitEverythingIsBothTrainingAndTest() throws Exception {
        SampleTables.pair(
                folder,
                SampleTables.GOOD.replace(",train", "").replace(",test", "").replace(",split", ""));
        AttributeTask task = SampleTables.SMILE;
        assertThat(read(folder, task).size()).isEqualTo(8);
        assertThat(ImageSet.readTest(folder, SPEC, task.classes(10), task, ReadingLimits.defaults(), null)
                        .size())
                .isEqualTo(8);
    }

    @Test
    void readsImagesBesideAndBelowTheTable() throws Exception {
        SampleFiles.write(folder.resolve("attributes.csv"), SampleTables.GOOD.getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> image : SampleTables.images(8).entrySet()) {
            boolean beside = image.getKey().compareTo("d.png") < 0;
            SampleFiles.write(folder.resolve((beside ? "" : "below/deep/") + image.getKey()), image.getValue());
        }
        assertIsGood(read(folder, SampleTables.SMILE));
    }

    @Test
    void readsOneZipAlsoBelowACommonFolderAndPathsInTheTable() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(
                "set/attributes.csv",
                SampleTables.GOOD.replace("f.png", "x/f.png").getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> image : SampleTables.images(8).entrySet()) {
            files.put("set/x/" + image.getKey(), image.getValue());
        }
        files.put("set/.DS_Store", new byte[4]);
        Path zip = SampleFiles.zip(folder.resolve("set.zip"), files);
        LabelledImages images = read(zip, SampleTables.SMILE);
        assertIsGood(images);
        assertThat(images.notes()).containsExactly("1 hidden or other files beside the images were passed over");
    }

    @Test
    void classesAreTheCombinationsOfSeveralMainColumns() throws Exception {
        AttributeTask task = new AttributeTask(
                List.of(
                        new AttributeColumn("smiling", SampleTables.BINARY),
                        new AttributeColumn("male", SampleTables.BINARY)),
                List.of(),
                null);
        String table = SampleTables.GOOD
                .replace("f.png,train,1,,p3", "f.png,train,1,1,p3")
                .replace("test", "train");
        LabelledImages images = read(
                SampleTables.pair(
                        folder,
                        table.replace("g.png,train,0,1", "g.png,train,0,0").replace("unknown", "0")),
                task);
        assertThat(task.classes(10).get(images.label(0))).isEqualTo("smiling=0;male=0");
        assertThat(images.imagesPerClass(4)).containsExactly(2, 2, 2, 2);
        assertThat(images.sensitiveAttributes()).isEmpty();
        assertThat(groups(images)).containsOnly(-1);
    }

    @Test
    void countsImagesThatAreNotListedAndThoseWithoutAMainValue() throws Exception {
        Map<String, byte[]> images = SampleTables.images(10);
        images.put("readme.txt", new byte[1]);
        String table = SampleTables.GOOD + "i.png,train,,1,p9\n";
        SampleTables.pair(folder, table.getBytes(StandardCharsets.UTF_8), images);
        LabelledImages read = read(folder, SampleTables.SMILE);
        assertThat(read.size()).isEqualTo(6);
        assertThat(read.notes())
                .containsExactly(
                        "1 images were left out, since a main attribute of theirs is empty or unknown",
                        "1 images that 'attributes.csv' does not list were passed over",
                        "1 hidden or other files beside the images were passed over");
    }

    @Test
    void unknownIsAValueWhereTheCharterSaysSo() throws Exception {
        AttributeTask task = new AttributeTask(
                SampleTables.SMILE.main(), List.of(new AttributeColumn("male", List.of("0", "1", "unknown"))), null);
        LabelledImages images = read(SampleTables.pair(folder, SampleTables.GOOD.replace("test", "train")), task);
        assertThat(sensitive(images)).containsExactly(1, 0, 1, 1, 1, 0, -1, 2);
    }

    @Test
    void equalImagesJoinTheirGroupsAndKeepNoContradictedValue() throws Exception {
        Map<String, byte[]> images = SampleTables.images(8);
        images.put("e.png", images.get("a.png")); // p3 and p1, both not smiling and male
        images.put("d.png", images.get("b.png")); // p2 and p1, both smiling, not both male
        SampleTables.pair(folder, SampleTables.GOOD.getBytes(StandardCharsets.UTF_8), images);
        LabelledImages read = read(folder, SampleTables.SMILE);
        assertThat(labels(read)).containsExactly(0, 0, 1, 1); // a, c, b, f
        assertThat(groups(read)).containsOnly(read.group(0)).doesNotContain(-1);
        assertThat(sensitive(read)).containsExactly(1, 0, -1, -1);
        assertThat(read.notes()).containsExactly("2 images with the same pixels as an earlier one were dropped");
    }

    @Test
    void subsetsKeepValuesAndGroupsAndTheDigestCoversValues() throws Exception {
        LabelledImages images = read(SampleTables.pair(folder, SampleTables.GOOD), SampleTables.SMILE);
        LabelledImages some = images.subset(new int[] {5, 1, 0}).first(2);
        assertThat(sensitive(some)).containsExactly(-1, 0);
        assertThat(some.group(1)).isEqualTo(images.group(1));
        assertThat(images.without(some).sensitive(0, 1)).isEqualTo(images.sensitive(0, 2));
        int[][] other = {{0, 0, 1, 1, 0, -1}};
        assertThat(images.withSensitive(images.sensitiveAttributes(), other).digest())
                .isNotEqualTo(images.digest());
        int[][] same = {{1, 0, 1, 1, 0, -1}};
        assertThat(images.withSensitive(images.sensitiveAttributes(), same).digest())
                .isEqualTo(images.digest());
    }

    @Test
    void groupsAloneDoNotChangeTheDigest() {
        ImageSpec small = new ImageSpec(1, 1, 2);
        LabelledImages images = LabelledImages.of(small, new byte[][] {{1, 2}, {3, 4}}, new int[] {0, 1});
        // SHA-256 of 1, 1, 2, 2, then label and pixels of each image, as without attributes
        assertThat(images.withGroups(new int[] {0, 0}).digest()).isEqualTo(images.digest());
        assertThat(images.digest()).isEqualTo("b1668e908bcc839d3241a685a7e18b5f8dbf82f1abed9d5ac3f77daf98b3ff6d");
    }

    @Test
    void describesWithTheMeaningOfTheColumns() throws Exception {
        SampleTables.pair(folder, SampleTables.GOOD);
        ImageSetSummary summary = ImageSet.describe(folder, SampleTables.SMILE);
        assertThat(summary.classes()).containsExactly("smiling=0", "smiling=1");
        assertThat(summary.imagesPerClass()).containsExactly(3, 3);
        assertThat(summary.hasTestPart()).isTrue();
    }
}
