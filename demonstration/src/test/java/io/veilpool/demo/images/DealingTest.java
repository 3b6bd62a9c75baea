package io.veilpool.demo.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.PlainPng;
import io.veilpool.agent.dataset.ReadingLimits;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.ImageSpec;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DealingTest {
    @TempDir
    Path folder;

    /** Grey 28 x 28 noise, each image different; image {@code i} of a class is the same in every call with the same offset. */
    private Path set(String name, int offset, int... perClass) throws Exception {
        Path target = folder.resolve(name);
        try (StoredZip zip = new StoredZip(target)) {
            for (int c = 0; c < perClass.length; c++) {
                for (int i = 0; i < perClass[c]; i++) {
                    byte[] pixels = new byte[784];
                    new Random(1_000_003L * c + offset + i).nextBytes(pixels);
                    zip.add("class%02d/%05d.png".formatted(c, offset + i), PlainPng.encode(1, 28, 28, pixels));
                }
            }
            zip.complete();
        }
        return target;
    }

    private static int[] perClass(int classes, int images) {
        int[] perClass = new int[classes];
        Arrays.fill(perClass, images);
        return perClass;
    }

    private Dealt deal(Path train, @Nullable Path test, World world, long seed) throws UnusableImagesException {
        return Dealing.deal(train, test, new DealingPlan(world, false, seed), folder.resolve("out" + seed));
    }

    private static List<String> contents(Path zip, Dealt dealt) throws Exception {
        LabelledImages images = ImageSet.readTest(zip, dealt.image(), dealt.classes(), ReadingLimits.defaults());
        List<String> contents = new ArrayList<>();
        byte[] pixels = new byte[dealt.image().values()];
        for (int i = 0; i < images.size(); i++) {
            images.pixels(i, pixels);
            contents.add(HexFormat.of().formatHex(pixels));
        }
        return contents;
    }

    @Test
    void dealsEqualPartsATenthAndSomeForAttackers() throws Exception {
        Dealt dealt =
                deal(set("train.zip", 0, perClass(10, 450)), set("test.zip", 10_000, perClass(10, 30)), World.EQUAL, 1);
        assertThat(dealt.imagesPerClass().get("e1")).hasSize(10).containsOnly(110);
        assertThat(dealt.imagesPerClass().get("e2")).containsOnly(110);
        assertThat(dealt.imagesPerClass().get("e3")).containsOnly(110);
        assertThat(dealt.imagesPerClass().get("e4")).containsOnly(11);
        assertThat(dealt.imagesPerClass().get("auxiliary")).containsOnly(60);
        assertThat(dealt.imagesPerClass().get("test")).containsOnly(30);
        assertThat(dealt.lacking()).isEmpty();
        assertThat(dealt.image()).isEqualTo(new ImageSpec(1, 28, 28));
        assertThat(dealt.entities().keySet()).containsExactly("e1", "e2", "e3", "e4");
        assertThat(dealt.description()).isEqualTo("train.zip: 10 classes, 28 x 28 pixels, grey");
    }

    @Test
    void noTwoPartsShareAnImage() throws Exception {
        Dealt dealt =
                deal(set("train.zip", 0, perClass(4, 60)), set("test.zip", 10_000, perClass(4, 10)), World.EQUAL, 1);
        Set<String> seen = new HashSet<>();
        List<Path> parts = new ArrayList<>(dealt.entities().values());
        parts.addAll(List.of(dealt.auxiliary(), dealt.test()));
        int images = 0;
        for (Path part : parts) {
            List<String> contents = contents(part, dealt);
            images += contents.size();
            seen.addAll(contents);
        }
        assertThat(seen).hasSize(images);
        assertThat(images)
                .isEqualTo(dealt.imagesPerClass().values().stream()
                        .flatMap(List::stream)
                        .mapToInt(Integer::intValue)
                        .sum());
    }

    @Test
    void inTheSkewedWorldE1LacksThreeClassesInTenButHasAsManyImages() throws Exception {
        Dealt dealt =
                deal(set("train.zip", 0, perClass(10, 450)), set("test.zip", 10_000, perClass(10, 5)), World.SKEWED, 2);
        assertThat(dealt.lacking()).hasSize(3);
        List<Integer> first = Objects.requireNonNull(dealt.imagesPerClass().get("e1"));
        for (int c = 0; c < 10; c++) {
            boolean lacks = dealt.lacking().contains(dealt.classes().get(c));
            assertThat(first.get(c)).isEqualTo(lacks ? 0 : first.get(c)).isIn(0, 157, 158);
        }
        assertThat(first.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1_100);
        for (String other : List.of("e2", "e3", "e4", "auxiliary", "test")) {
            assertThat(dealt.imagesPerClass().get(other)).allMatch(count -> count > 0);
        }
    }

    @Test
    void threeClassesLackOneAndTwoCannotBeSkewed() throws Exception {
        assertThat(deal(set("three.zip", 0, perClass(3, 60)), set("test.zip", 10_000, perClass(3, 5)), World.SKEWED, 1)
                        .lacking())
                .hasSize(1);
        Path two = set("two.zip", 0, perClass(2, 60));
        assertThatThrownBy(() -> deal(two, null, World.SKEWED, 3))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("needs at least 3 classes")
                .hasMessageContaining("this set has 2: use the equal world");
    }

    @Test
    void worksForTwoUnevenClassesAndForTwoHundred() throws Exception {
        Dealt two = deal(set("two.zip", 0, 135, 388), null, World.EQUAL, 1);
        assertThat(two.imagesPerClass().get("e1")).containsExactly(27, 79); // 11/45 of 113 and 324
        assertThat(two.imagesPerClass().get("test")).containsExactly(22, 64);
        Dealt many = deal(set("many.zip", 0, perClass(200, 40)), null, World.SKEWED, 2);
        assertThat(many.lacking()).hasSize(60);
        assertThat(many.imagesPerClass().get("e4")).containsOnly(2);
    }

    @Test
    void everyPartCanBeReadByAnAgentAndSplit() throws Exception {
        Dealt dealt = deal(set("train.zip", 0, perClass(5, Quotas.FEWEST_PER_CLASS + 6)), null, World.SKEWED, 1);
        for (Path part : dealt.entities().values()) {
            assertThat(ImageSet.read(part, dealt.image(), dealt.classes(), ReadingLimits.defaults())
                            .size())
                    .isPositive();
        }
    }

    @Test
    void tooFewImagesOfAClassAreRefusedWithTheMinimum() throws Exception {
        Path train = set("train.zip", 0, 60, 29);
        Path test = set("test.zip", 10_000, 5, 5);
        assertThatThrownBy(() -> deal(train, test, World.EQUAL, 1))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("Class 'class01' has 29 distinct images to deal, needed at least 30");
        assertThat(folder.resolve("out1")).doesNotExist();
    }

    @Test
    void imagesOfTheTestPartNeverComeIntoTraining() throws Exception {
        // The test part repeats the first 20 training images of each class.
        Path train = set("train.zip", 0, perClass(3, 60));
        Path test = set("test.zip", 0, perClass(3, 20));
        Dealt dealt = deal(train, test, World.EQUAL, 1);
        Set<String> held = new HashSet<>(contents(dealt.test(), dealt));
        assertThat(held).hasSize(60);
        for (Path part : dealt.entities().values()) {
            assertThat(contents(part, dealt)).isNotEmpty().doesNotContainAnyElementsOf(held);
        }
        assertThat(contents(dealt.auxiliary(), dealt)).doesNotContainAnyElementsOf(held);
        assertThat(dealt.imagesPerClass().get("e1")).containsOnly(9, 10); // 11/45 of the 40 that are left is 9.8
    }

    @Test
    void theSameSeedDealsTheSameZipsAndAnotherOneOthers() throws Exception {
        Path train = set("train.zip", 0, perClass(3, 60));
        Dealt once = deal(train, null, World.SKEWED, 1);
        Dealt again = Dealing.deal(train, null, new DealingPlan(World.SKEWED, false, 1), folder.resolve("again"));
        Dealt other = deal(train, null, World.SKEWED, 2);
        for (String entity : once.entities().keySet()) {
            assertThat(Files.mismatch(
                            once.entities().get(entity), again.entities().get(entity)))
                    .isEqualTo(-1);
        }
        assertThat(Files.mismatch(once.test(), again.test())).isEqualTo(-1);
        assertThat(Files.mismatch(once.entities().get("e2"), other.entities().get("e2")))
                .isNotEqualTo(-1);
    }

    @Test
    void quickPartsAreSmaller() throws Exception {
        int[][] parts = Quotas.of(
                        List.of("a", "b"),
                        new int[] {22_500, 22_500},
                        new DealingPlan(World.EQUAL, true, 1),
                        new Random(1))
                .parts();
        assertThat(Arrays.stream(parts).mapToInt(part -> part[0] + part[1]))
                .containsExactly(2_000, 2_000, 2_000, 200, 1_500);
        assertThat(Quotas.test(new int[] {5_000, 5_000}, true)).containsExactly(500, 500);
    }

    @Test
    void entityZipsHoldTheOriginalFiles() throws Exception {
        Path train = set("train.zip", 0, perClass(2, 60));
        Dealt dealt = deal(train, null, World.EQUAL, 1);
        try (ZipFile original = new ZipFile(train.toFile());
                ZipFile part = new ZipFile(
                        Objects.requireNonNull(dealt.entities().get("e2")).toFile())) {
            part.stream()
                    .forEach(entry -> assertThat(original.getEntry(entry.getName()))
                            .satisfies(same -> assertThat(same.getCrc()).isEqualTo(entry.getCrc())));
        }
    }

    @Test
    void idxSetsAreDealtAsPng() throws Exception {
        Random random = new Random(1);
        try (DataOutputStream images =
                        new DataOutputStream(Files.newOutputStream(folder.resolve("train-images-idx3-ubyte")));
                DataOutputStream labels =
                        new DataOutputStream(Files.newOutputStream(folder.resolve("train-labels-idx1-ubyte")))) {
            for (int value : new int[] {0x803, 120, 28, 28}) {
                images.writeInt(value);
            }
            byte[] pixels = new byte[120 * 784];
            random.nextBytes(pixels);
            images.write(pixels);
            labels.writeInt(0x801);
            labels.writeInt(120);
            for (int i = 0; i < 120; i++) {
                labels.write(i % 2);
            }
        }
        Dealt dealt = deal(folder, null, World.EQUAL, 1);
        assertThat(dealt.classes()).containsExactly("0", "1");
        try (ZipFile zip = new ZipFile(dealt.test().toFile())) {
            assertThat(zip.stream().toList())
                    .hasSize(20)
                    .allMatch(entry -> entry.getName().matches("[01]/\\d{7}\\.png"));
        }
    }

    @Test
    void aTestClassThatTrainingLacksIsRefused() throws Exception {
        Path train = set("train.zip", 0, perClass(2, 60));
        Path test = set("test.zip", 10_000, perClass(3, 5));
        assertThatThrownBy(() -> deal(train, test, World.EQUAL, 1))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("The test part has a class 'class02' that the training part lacks");
    }
}
