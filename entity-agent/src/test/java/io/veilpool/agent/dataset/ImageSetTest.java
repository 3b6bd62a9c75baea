package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.RowMemory;
import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSetTest {
    private static final ImageSpec SPEC = new ImageSpec(3, 16, 16);
    private static final ReadingLimits LIMITS = ReadingLimits.defaults();

    @TempDir
    Path folder;

    private static Map<String, byte[]> cats(String prefix, int images, long seed) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < images; i++) {
            files.put(prefix + "cat/" + i + ".png", SampleFiles.png(16, 16, seed + i));
            files.put(prefix + "dog/" + i + ".png", SampleFiles.png(16, 16, seed + 100 + i));
        }
        return files;
    }

    private void lay(Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            SampleFiles.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    @Test
    void aFolderAndItsZipGiveTheSameImages() throws Exception {
        lay(cats("set/", 3, 1));
        Path zip = SampleFiles.zip(folder.resolve("set.zip"), cats("", 3, 1));
        LabelledImages fromFolder = ImageSet.read(folder.resolve("set"), SPEC, List.of("cat", "dog"), LIMITS);
        LabelledImages fromZip = ImageSet.read(zip, SPEC, List.of("cat", "dog"), LIMITS);
        assertThat(fromFolder.size()).isEqualTo(6);
        assertThat(fromZip.digest()).isEqualTo(fromFolder.digest());
        assertThat(fromFolder.notes()).isEmpty();
    }

    @Test
    void labelsFollowTheClassesGivenAndAbsentClassesAreFine() throws Exception {
        lay(cats("", 2, 1));
        LabelledImages images = ImageSet.read(folder, SPEC, List.of("horse", "dog", "cat"), LIMITS);
        assertThat(images.imagesPerClass(3)).containsExactly(0, 2, 2);
        assertThat(images.label(0)).isEqualTo(2); // cat comes first by name
    }

    @Test
    void mixesFormatsSizesAndWrongExtensionsByContent() throws Exception {
        BufferedImage picture = SampleFiles.picture(20, 30, BufferedImage.TYPE_3BYTE_BGR, 3);
        lay(Map.of(
                "cat/a.jpg", SampleFiles.png(40, 16, 1),
                "cat/b.png", SampleFiles.file("jpg", picture),
                "cat/c.gif", SampleFiles.file("gif", picture),
                "cat/d.bmp", SampleFiles.file("bmp", picture),
                "cat/e", SampleFiles.webp(5, 9, 1, 2, 3)));
        assertThat(ImageSet.read(folder, SPEC, List.of("cat"), LIMITS).size()).isEqualTo(5);
    }

    @Test
    void passesOverWhatDesktopsLeaveBehindAndCountsIt() throws Exception {
        lay(cats("", 2, 1));
        byte[] junk = "junk".getBytes(StandardCharsets.UTF_8);
        lay(Map.of(
                ".DS_Store",
                junk,
                "cat/.DS_Store",
                junk,
                "cat/Thumbs.db",
                junk,
                "__MACOSX/cat/._0.png",
                junk,
                ".git/objects/ab/cd/ef",
                junk,
                "README.txt",
                junk));
        LabelledImages images = ImageSet.read(folder, SPEC, List.of("cat", "dog"), LIMITS);
        assertThat(images.size()).isEqualTo(4);
        assertThat(images.notes()).containsExactly("6 hidden or other files beside the images were passed over");
        assertThat(ImageSet.describe(folder).ignoredFiles()).isEqualTo(6);
    }

    @Test
    void keepsRepeatedImagesOnceAndLeavesOutContradictedOnes() throws Exception {
        lay(cats("", 3, 1));
        byte[] zero = SampleFiles.png(16, 16, 1);
        byte[] both = SampleFiles.png(16, 16, 999);
        lay(Map.of("cat/again.png", zero, "cat/once more.png", zero, "cat/x.png", both, "dog/y.png", both));
        LabelledImages images = ImageSet.read(folder, SPEC, List.of("cat", "dog"), LIMITS);
        assertThat(images.imagesPerClass(2)).containsExactly(3, 3);
        assertThat(images.notes())
                .containsExactly(
                        "2 images with the same pixels as an earlier one were dropped",
                        "2 images whose pixels lie in several classes were left out");
    }

    @Test
    void findsTrainingAndTestPartsInFoldersAndZips() throws Exception {
        Map<String, byte[]> both = cats("train/", 3, 1);
        both.putAll(cats("test/", 2, 50));
        lay(both.entrySet().stream()
                .collect(LinkedHashMap::new, (m, e) -> m.put("a/" + e.getKey(), e.getValue()), Map::putAll));
        Files.createDirectories(folder.resolve("b"));
        SampleFiles.zip(folder.resolve("b/train.zip"), cats("", 3, 1));
        SampleFiles.zip(folder.resolve("b/test.zip"), cats("", 2, 50));
        Path zip = SampleFiles.zip(folder.resolve("c.zip"), both);
        for (Path location : List.of(folder.resolve("a"), folder.resolve("b"), zip)) {
            assertThat(ImageSet.describe(location).hasTestPart()).isTrue();
            List<String> classes = List.of("cat", "dog");
            assertThat(ImageSet.read(location, SPEC, classes, LIMITS).size()).isEqualTo(6);
            assertThat(ImageSet.readTest(location, SPEC, classes, LIMITS).size())
                    .isEqualTo(4);
        }
    }

    @Test
    void aSetWithoutPartsIsReadWholeAsATestToo() throws Exception {
        lay(Map.of("cat/0.png", SampleFiles.png(16, 16, 1)));
        assertThat(ImageSet.readTest(folder, SPEC, List.of("cat"), LIMITS).size())
                .isEqualTo(1);
    }

    @Test
    void oneCommonFolderAboveTheClassesIsSkipped() throws Exception {
        Path zip = SampleFiles.zip(folder.resolve("set.zip"), cats("my-images/", 2, 1));
        assertThat(ImageSet.describe(zip).classes()).containsExactly("cat", "dog");
    }

    @Test
    void describesByHeaders() throws Exception {
        lay(cats("", 2, 1));
        lay(Map.of("cat/wide.png", SampleFiles.png(20, 16, 7)));
        ImageSetSummary summary = ImageSet.describe(folder);
        assertThat(summary).isEqualTo(new ImageSetSummary(List.of("cat", "dog"), List.of(3, 2), 16, 16, 3, false, 0));
        assertThat(summary.images()).isEqualTo(5);
        assertThat(summary.spec()).isEqualTo(new ImageSpec(3, 28, 28));
    }

    @Test
    void choosesASizeBetween28And64UnlessToldOtherwise() {
        assertThat(summary(28, 28).spec()).isEqualTo(new ImageSpec(1, 28, 28));
        assertThat(summary(48, 30).spec()).isEqualTo(new ImageSpec(1, 48, 48));
        assertThat(summary(33, 33).spec()).isEqualTo(new ImageSpec(1, 36, 36));
        assertThat(summary(224, 224).spec()).isEqualTo(new ImageSpec(1, 64, 64));
        assertThat(summary(224, 224).spec(128)).isEqualTo(new ImageSpec(1, 128, 128));
    }

    private static ImageSetSummary summary(int height, int width) {
        return new ImageSetSummary(List.of("a", "b"), List.of(1, 1), height, width, 1, false, 0);
    }

    @Test
    void greySetsStayGreyEvenWithPalettes() throws Exception {
        BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage bits = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_BINARY);
        lay(Map.of("cat/a.png", SampleFiles.file("png", grey), "cat/b.png", SampleFiles.file("png", bits)));
        assertThat(ImageSet.describe(folder).channels()).isEqualTo(1);
        lay(Map.of("cat/c.png", SampleFiles.png(16, 16, 1)));
        assertThat(ImageSet.describe(folder).channels()).isEqualTo(3);
    }

    @Test
    void imagesOnTheDiskAreThoseOfTheHeapAndNotBoundByIt() throws Exception {
        writeIdx("train-images-idx3-ubyte", 0x803, new int[] {4, 16, 16}, 4 * 256);
        writeIdx("train-labels-idx1-ubyte", 0x801, new int[] {4}, 4);
        ImageSpec spec = new ImageSpec(3, 16, 16);
        List<String> classes = List.of("0", "1");
        Path place = Files.createDirectory(folder.resolveSibling(folder.getFileName() + "-memory"));
        ReadingLimits little = new ReadingLimits(100, 1 << 20, 1 << 20, 1 << 20, 100, 4 * 256, 1);

        LabelledImages onDisk = ImageSet.read(folder, spec, classes, null, little, RowMemory.onDisk(place));

        assertThat(onDisk.digest())
                .isEqualTo(ImageSet.read(folder, spec, classes, LIMITS).digest());
        assertThat(place).as("the file has no name").isEmptyDirectory();
        assertThatThrownBy(() -> ImageSet.read(folder, spec, classes, little)).hasMessageContaining("limit 1,024");
        Files.delete(place);
    }

    @Test
    void readsIdxFilesPackedOrNot() throws Exception {
        writeIdx("train-images-idx3-ubyte.gz", 0x803, new int[] {4, 16, 16}, 4 * 256);
        writeIdx("train-labels-idx1-ubyte.gz", 0x801, new int[] {4}, 4);
        writeIdx("t10k-images-idx3-ubyte", 0x803, new int[] {2, 16, 16}, 2 * 256);
        writeIdx("t10k-labels-idx1-ubyte", 0x801, new int[] {2}, 2);
        ImageSetSummary summary = ImageSet.describe(folder);
        assertThat(summary.classes()).containsExactly("0", "1");
        assertThat(summary.channels()).isEqualTo(1);
        assertThat(summary.hasTestPart()).isTrue();
        LabelledImages images = ImageSet.read(folder, new ImageSpec(1, 16, 16), summary.classes(), LIMITS);
        assertThat(images.imagesPerClass(2)).containsExactly(2, 2);
        byte[] second = new byte[256];
        images.pixels(1, second);
        assertThat(second[0]).isEqualTo((byte) (2 * 256 % 251)); // image 2 of the file is the second of class 0
        try (ImageParts parts = ImageParts.open(folder, null)) {
            Pixels png = new ImageDecoder(LIMITS).decode(parts.training().fileBytes(1));
            assertThat(png.values()).isEqualTo(second);
            assertThat(parts.training().name(1)).isEqualTo("0000002.png");
        }
    }

    /** Labels alternate between 0 and 1; pixels count modulo 251, so that no two images are equal. */
    private void writeIdx(String name, int magic, int[] size, int bytes) throws IOException {
        Path file = folder.resolve(name);
        try (DataOutputStream out = new DataOutputStream(
                name.endsWith(".gz")
                        ? new GZIPOutputStream(Files.newOutputStream(file))
                        : Files.newOutputStream(file))) {
            out.writeInt(magic);
            for (int dimension : size) {
                out.writeInt(dimension);
            }
            for (int i = 0; i < bytes; i++) {
                out.write(magic == 0x801 ? i % 2 : i % 251);
            }
        }
    }

    @Test
    void namesThatAreNotUtf8AreReadAllTheSame() throws Exception {
        lay(cats("set/", 2, 1));
        URI set = folder.resolve("set/cat").toUri();
        SampleFiles.write(Path.of(URI.create(set + "caf%E9.png")), SampleFiles.png(16, 16, 30));
        SampleFiles.write(
                Path.of(URI.create(set.resolve("../" + "caf%C3%A9/0.png").toString())), SampleFiles.png(16, 16, 31));
        SampleFiles.write(
                Path.of(URI.create(set.resolve("../" + "caf%C3%A9/1.png").toString())), SampleFiles.png(16, 16, 32));
        LabelledImages images = ImageSet.read(folder.resolve("set"), SPEC, List.of("café", "cat", "dog"), LIMITS);
        assertThat(images.imagesPerClass(3)).containsExactly(2, 3, 2);
    }
}
