package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.protocol.ImageSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of bad input ends in one sentence that names the file, the value, the limit and the remedy. */
class UnusableImagesTest {
    private static final byte[] TEXT = "not an image".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private void put(String name, byte[] content) throws IOException {
        SampleFiles.write(folder.resolve(name), content);
    }

    private void putGoodImages() throws IOException {
        for (int i = 0; i < 3; i++) {
            put("cat/" + i + ".png", SampleFiles.png(16, 16, i));
            put("dog/" + i + ".png", SampleFiles.png(16, 16, 10 + i));
        }
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Path location) {
        return assertRefused(location, ReadingLimits.defaults());
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Path location, ReadingLimits limits) {
        return assertThatThrownBy(
                        () -> ImageSet.read(location, new ImageSpec(3, 16, 16), List.of("cat", "dog"), limits))
                .isInstanceOf(UnusableImagesException.class);
    }

    @Test
    void aPlaceThatIsNotThere() {
        assertRefused(folder.resolve("nowhere"))
                .hasMessage("'nowhere' does not exist; give a folder or zip of CLASS/IMAGE");
    }

    @Test
    void aFileThatIsNeitherFolderNorZip() throws Exception {
        put("notes.txt", TEXT);
        assertRefused(folder.resolve("notes.txt")).hasMessageContaining("neither a folder nor a zip");
        put("empty.zip", new byte[0]);
        assertRefused(folder.resolve("empty.zip")).hasMessageContaining("neither a folder nor a zip");
    }

    @Test
    void noImage() throws Exception {
        Files.createDirectories(folder.resolve("cat"));
        assertRefused(folder).hasMessageContaining("holds no image in CLASS/IMAGE");
        put(".DS_Store", TEXT);
        assertRefused(folder).hasMessageContaining("holds no image in CLASS/IMAGE");
    }

    @Test
    void oneImage() throws Exception {
        put("cat/0.png", SampleFiles.png(16, 16, 1));
        assertRefused(folder).hasMessageContaining("Class 'cat' has 1 distinct image, needed at least 2");
    }

    @Test
    void aClassWithOneImageEvenIfRepeated() throws Exception {
        putGoodImages();
        put("dog/0.png", SampleFiles.png(16, 16, 11));
        put("dog/2.png", SampleFiles.png(16, 16, 11));
        assertRefused(folder).hasMessageContaining("Class 'dog' has 1 distinct image, needed at least 2");
    }

    @Test
    void unreadableTruncatedEmptyAndMislabelledFilesAreToldTogether() throws Exception {
        putGoodImages();
        byte[] good = SampleFiles.png(16, 16, 5);
        put("cat/a.png", Arrays.copyOf(good, good.length / 2));
        put("cat/b.png", new byte[0]);
        put("dog/c.jpg", TEXT);
        assertRefused(folder)
                .hasMessage(
                        "3 of 9 images cannot be used: 'cat/a.png' is damaged or cut off (PNG); "
                                + "'cat/b.png' is empty (0 bytes); "
                                + "'dog/c.jpg' is not a PNG, JPEG, BMP, GIF or WebP image by its content. Repair or remove them");
    }

    @Test
    void manyBadFilesDoNotFloodTheMessage() throws Exception {
        putGoodImages();
        for (int i = 0; i < 30; i++) {
            put("cat/bad" + i + ".png", TEXT);
        }
        assertRefused(folder)
                .hasMessageStartingWith("30 of 36 images cannot be used")
                .hasMessageContaining("; and more")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(700));
    }

    @Test
    void anImageThatClaimsToBeHuge() throws Exception {
        putGoodImages();
        put("cat/bomb.png", SampleFiles.claiming(65_000, 65_000));
        assertRefused(folder)
                .hasMessageContaining(
                        "'cat/bomb.png' claims 65000 x 65000 pixels, limit 50,000,000 pixels; scale it down");
        assertThatThrownBy(() -> ImageSet.describe(folder)).hasMessageContaining("claims 65000 x 65000 pixels");
    }

    @Test
    void aFileThatIsTooLarge() throws Exception {
        putGoodImages();
        put("cat/large.bmp", new byte[5_000]);
        ReadingLimits small = new ReadingLimits(100, 4_000, 10_000, 1_000_000, 200, 1_000_000, 2);
        assertRefused(folder, small).hasMessageContaining("'cat/large.bmp' is larger than the limit of 4,000 bytes");
    }

    @Test
    void moreImagesThanTheLimitsAllow() throws Exception {
        putGoodImages();
        assertRefused(folder, new ReadingLimits(5, 4_000, 10_000, 1_000_000, 200, 1_000_000, 2))
                .hasMessageContaining("holds 6 images, limit 5");
        assertRefused(folder, new ReadingLimits(100, 4_000, 10_000, 1_000_000, 200, 3_000, 2))
                .hasMessageContaining("6 images of 3 x 16 x 16 need 4,608 bytes of memory, limit 3,000");
    }

    @Test
    void anUnknownClassFolder() throws Exception {
        putGoodImages();
        put("dgo/0.png", SampleFiles.png(16, 16, 50));
        assertRefused(folder)
                .hasMessage("Class folder 'dgo' is not among the 2 classes agreed on (cat, dog): rename or remove it");
    }

    @Test
    void imagesTooDeepOrInNoClass() throws Exception {
        putGoodImages();
        put("cat/indoors/0.png", SampleFiles.png(16, 16, 50));
        assertRefused(folder)
                .hasMessageContaining("'cat/indoors/0.png' lies 2 folders deep")
                .hasMessageContaining("expected CLASS/IMAGE");
        Files.delete(folder.resolve("cat/indoors/0.png"));
        put("loose.png", SampleFiles.png(16, 16, 50));
        assertRefused(folder).hasMessageContaining("'loose.png' in").hasMessageContaining("lies in no class folder");
    }

    @Test
    void otherFoldersBesideTrainingAndTest() throws Exception {
        for (String part : List.of("train", "test", "val")) {
            put(part + "/cat/0.png", SampleFiles.png(16, 16, 1));
        }
        assertRefused(folder).hasMessageContaining("holds [test, train, val] beside each other");
    }

    @Test
    void linksInFolders() throws Exception {
        putGoodImages();
        Path elsewhere = Files.createTempFile("elsewhere", ".png");
        Files.write(elsewhere, SampleFiles.png(16, 16, 77));
        Path link = Files.createSymbolicLink(folder.resolve("cat/link.png"), elsewhere);
        assertRefused(folder).hasMessageContaining("'cat/link.png' is a link; links are refused");
        Files.delete(link);
        Files.createSymbolicLink(folder.resolve("tac"), folder.resolve("cat"));
        assertRefused(folder).hasMessageContaining("'tac' is a link; links are refused");
        Files.delete(elsewhere);
    }

    @Test
    void namesThatWouldSpoilATerminal() throws Exception {
        putGoodImages();
        put("c\u001b[31mat/0.png", SampleFiles.png(16, 16, 50));
        assertRefused(folder)
                .hasMessageContaining("Class folder 'c?[31mat' has a name")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
    }

    @Test
    void contentInSeveralClassesOnly() throws Exception {
        put("cat/0.png", SampleFiles.png(16, 16, 1));
        put("dog/0.png", SampleFiles.png(16, 16, 1));
        assertRefused(folder).hasMessageContaining("every image lies in several classes at once");
    }

    @Test
    void idxFilesThatContradictTheirHeaders() throws Exception {
        byte[] labels = {0, 0, 8, 1, 0, 0, 0, 2, 0, 1};
        byte[] images = new byte[16 + 2 * 4];
        System.arraycopy(new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2}, 0, images, 0, 16);
        put("train-labels-idx1-ubyte", labels);
        put("train-images-idx3-ubyte", Arrays.copyOf(images, 20));
        assertRefused(folder).hasMessageContaining("does not hold the 8 bytes that its header claims");
        put("train-images-idx3-ubyte", labels);
        assertRefused(folder).hasMessageContaining("begins with 00000801, expected 00000803");
        images[7] = 1;
        put("train-images-idx3-ubyte", Arrays.copyOf(images, 20));
        assertRefused(folder).hasMessageContaining("holds 1 images but").hasMessageContaining("2 labels");
        images[8] = 0x7F;
        put("train-images-idx3-ubyte", images);
        assertRefused(folder).hasMessageContaining("in dimension 2, limit 4,096");
        Files.delete(folder.resolve("train-images-idx3-ubyte"));
        put("train-images-idx3-ubyte.gz", TEXT);
        assertRefused(folder).hasMessageContaining("is damaged or cut off");
    }

    private Path goodZip() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 3; i++) {
            files.put("cat/" + i + ".png", SampleFiles.png(16, 16, i));
            files.put("dog/" + i + ".png", SampleFiles.png(16, 16, 10 + i));
        }
        return SampleFiles.zip(folder.resolve("set.zip"), files);
    }

    @Test
    void zipNamesThatPointOutside() throws Exception {
        for (String name : List.of("../cat/0.png", "/etc/cat/0.png", "cat/../../0.png", "cat\\0.png", "C:/cat/0.png")) {
            Path zip = SampleFiles.zip(folder.resolve("set.zip"), Map.of(name, SampleFiles.png(16, 16, 1)));
            assertRefused(zip).hasMessageContaining("could point outside of it").hasMessageContaining(name);
        }
    }

    @Test
    void linksInZips() throws Exception {
        Path zip = goodZip();
        SampleFiles.patch(
                zip,
                (bytes, at) -> {
                    bytes.put(at + 5, (byte) 3); // made by Unix
                    bytes.putInt(at + 38, 0xA1FF0000); // a symbolic link
                },
                (bytes, at) -> {});
        assertRefused(zip).hasMessageContaining("holds the link 'cat/0.png'; links are refused");
    }

    @Test
    void encryptedZips() throws Exception {
        Path zip = goodZip();
        SampleFiles.patch(
                zip,
                (bytes, at) -> bytes.put(at + 8, (byte) (bytes.get(at + 8) | 1)),
                (bytes, at) -> bytes.put(at + 6, (byte) (bytes.get(at + 6) | 1)));
        assertRefused(zip).hasMessageContaining("'set.zip' is encrypted");
    }

    @Test
    void brokenAndCutZips() throws Exception {
        byte[] good = Files.readAllBytes(goodZip());
        for (int percent : new int[] {5, 50, 95}) {
            put("set.zip", Arrays.copyOf(good, good.length * percent / 100));
            assertRefused(folder.resolve("set.zip")).hasMessageContaining("is not a readable zip: damaged or cut off");
        }
        byte[] spoiled = good.clone();
        Arrays.fill(spoiled, 60, 120, (byte) 0x55);
        put("set.zip", spoiled);
        assertRefused(folder.resolve("set.zip")).hasMessageContaining("'cat/0.png'");
    }

    @Test
    void zipsThatExpandWithoutEnd() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>(Map.of("cat/bomb.png", new byte[20_000_000]));
        Path zip = SampleFiles.zip(folder.resolve("set.zip"), files);
        assertRefused(zip)
                .hasMessageContaining("'cat/bomb.png' in 'set.zip' expands")
                .hasMessageContaining("limit 200: it looks like a decompression bomb");
        assertRefused(goodZip(), new ReadingLimits(100, 10_000, 10_000, 1_000, 200, 100_000, 2))
                .hasMessageContaining("expands to more than 1,000 bytes");
    }

    @Test
    void zipsThatLieAboutSizes() throws Exception {
        Path zip = goodZip();
        SampleFiles.patch(zip, (bytes, at) -> bytes.putInt(at + 24, bytes.getInt(at + 24) - 10), (bytes, at) -> {});
        assertRefused(zip).hasMessageContaining("does not match its size or checksum in the zip");
    }

    @Test
    void aZipThatHoldsAFileTwice() throws Exception {
        Path zip = SampleFiles.zip(folder.resolve("set.zip"), Map.of("cat/a.png", TEXT, "cat/b.png", TEXT));
        byte[] bytes = Files.readAllBytes(zip);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 'b' && i > 3 && bytes[i - 1] == '/' ? (byte) 'a' : bytes[i];
        }
        put("set.zip", bytes);
        assertRefused(folder.resolve("set.zip")).hasMessageContaining("holds 'cat/a.png' twice");
    }
}
