package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.ImageSpec;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnusableTablesTest {
    private static final ImageSpec SPEC = new ImageSpec(3, 16, 16);
    private static final String GOOD = SampleTables.GOOD;

    @TempDir
    Path folder;

    private LabelledImages read(AttributeTask task) throws UnusableImagesException {
        return ImageSet.read(folder, SPEC, task.classes(1_000), task, ReadingLimits.defaults(), null);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(AttributeTask task) {
        return assertThatThrownBy(() -> read(task)).isInstanceOf(UnusableImagesException.class);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String table) throws Exception {
        SampleTables.pair(folder, table);
        return assertRefused(SampleTables.SMILE);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(byte[] table) throws Exception {
        SampleTables.pair(folder, table, SampleTables.images(8));
        return assertRefused(SampleTables.SMILE);
    }

    private void assertAccepted(byte[] table) throws Exception {
        SampleTables.pair(folder, table, SampleTables.images(8));
        assertThat(read(SampleTables.SMILE).imagesPerClass(2)).containsExactly(3, 3);
    }

    @Test
    void aTableWhereClassFoldersAreAgreedOn() throws Exception {
        SampleTables.pair(folder, GOOD);
        assertThatThrownBy(() -> ImageSet.read(folder, SPEC, List.of("a"), ReadingLimits.defaults()))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("has an 'attributes.csv', but class folders are expected here");
    }

    @Test
    void classFoldersWhereATableIsAgreedOn() throws Exception {
        SampleFiles.write(folder.resolve("cat/1.png"), SampleFiles.png(16, 16, 1));
        assertRefused(SampleTables.SMILE)
                .hasMessageContaining("has no 'attributes.csv', from whose columns [smiling] the collaboration");
    }

    @Test
    void imagesThatAreNotThere() throws Exception {
        String table = GOOD + "x1.png,train,0,0,p8\nx2.png,train,0,0,p8\nx3.png,train,0,0,p8\n"
                + "x4.png,train,0,0,p8\nx5.png,train,0,0,p8\nx6.png,train,,0,p8\n";
        assertRefused(table)
                .hasMessage("6 of the 14 images that 'attributes.csv' lists are not in 'images.zip': 'x1.png' (row 10),"
                        + " 'x2.png' (row 11), 'x3.png' (row 12), 'x4.png' (row 13), 'x5.png' (row 14) and more."
                        + " Add them or remove their rows");
    }

    @Test
    void aColumnThatIsNotThere() throws Exception {
        assertRefused(GOOD.replace("smiling", "Smiling"))
                .hasMessage("'attributes.csv' has no column 'smiling' (main attribute); its columns are file, split,"
                        + " Smiling, male, person: add or rename it (capitals count)");
        assertRefused(GOOD.replace("male", "gender")).hasMessageContaining("'male' (sensitive attribute)");
        assertRefused(GOOD.replace("person", "who"))
                .hasMessageContaining("'person' (group whose images stay together)");
        assertRefused(GOOD.replace("file", "image")).hasMessageContaining("'file' (name of each image)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "NaN", "inf", "1.0", "yes"})
    void valuesThatTheCharterDoesNotKnow(String value) throws Exception {
        assertRefused(GOOD.replace("d.png,train,1,0", "d.png,train," + value + ",0"))
                .hasMessage(
                        "'attributes.csv', row 5, column 'smiling': '" + value
                                + "' is not among the values agreed on (0, 1); correct the cell, or leave it empty where the value is not known");
        assertRefused(GOOD.replace("d.png,train,1,0", "d.png,train,1," + value))
                .hasMessageContaining("row 5, column 'male': '" + value + "'");
    }

    @Test
    void columnsThatTellNothingApart() throws Exception {
        assertRefused(GOOD.replace("train,1", "train,0"))
                .hasMessageContaining("Column 'smiling' (main) has the one value '0' in all 6 images to train with");
        assertRefused(GOOD.replace(",0,p2", ",1,p2"))
                .hasMessageContaining("Column 'male' (sensitive) has the one value '1' in all 6 images");
        assertRefused(GOOD.replace(",0,p", ",,p").replace(",1,p", ",,p"))
                .hasMessageContaining("Column 'male' (sensitive) has no known value");
    }

    @Test
    void aSensitiveColumnThatIsTheMainOne() throws Exception {
        SampleTables.pair(folder, GOOD);
        AttributeColumn smiling = SampleTables.SMILE.main().getFirst();
        assertRefused(new AttributeTask(List.of(smiling), List.of(smiling), null))
                .hasMessageContaining("Column 'smiling' has two meanings");
        assertRefused(new AttributeTask(List.of(smiling), List.of(), "smiling"))
                .hasMessageContaining("Column 'smiling' has two meanings");
        String same = """
                file,smiling,male
                a.png,0,1
                b.png,1,0
                c.png,0,1
                d.png,1,0
                e.png,1,
                """;
        SampleTables.pair(folder, same);
        assertRefused(new AttributeTask(List.of(smiling), SampleTables.SMILE.sensitive(), null))
                .hasMessageContaining("Column 'male' (sensitive) says the same as 'smiling' (main) in every row");
    }

    @Test
    void aGroupOnBothSides() throws Exception {
        assertRefused(GOOD.replace("g.png,test,0,1,p4", "g.png,test,0,1,p2"))
                .hasMessage("'attributes.csv', rows 5 and 8: 'p2' of column 'person' has images in train and in test;"
                        + " give all its rows the same split");
    }

    @Test
    void aClassWithOneMember() throws Exception {
        assertRefused(GOOD.replace("train,1", "train,0").replace("f.png,train,0", "f.png,train,1"))
                .hasMessageContaining("Class 'smiling=1' has 1 distinct image, needed at least 2")
                .hasMessageContaining("remove its row");
    }

    @Test
    void headersThatRepeat() throws Exception {
        assertRefused(GOOD.replace("split", "male"))
                .hasMessage("'attributes.csv' has two columns 'male': rename or remove one");
    }

    @Test
    void imagesThatRepeat() throws Exception {
        assertRefused(GOOD + "c.png,train,0,0,p2\n")
                .hasMessage(
                        "'attributes.csv' has the image 'c.png' twice, in rows 4 and 10, with the same values: remove one of the rows");
        assertRefused(GOOD + "c.png,train,1,0,p2\n")
                .hasMessageContaining("in rows 4 and 10, with different values: find out which row is right");
        Map<String, byte[]> images = new LinkedHashMap<>();
        SampleTables.images(8).forEach((name, bytes) -> images.put("x/" + name, bytes));
        SampleTables.pair(folder, (GOOD + "x/c.png,train,1,0,p2\n").getBytes(StandardCharsets.UTF_8), images);
        assertRefused(SampleTables.SMILE).hasMessageContaining("twice, in rows 4 and 10");
    }

    @Test
    void aNameThatSeveralFoldersHave() throws Exception {
        Map<String, byte[]> images = SampleTables.images(8);
        images.put("x/i.png", SampleFiles.png(16, 16, 20));
        images.put("y/i.png", SampleFiles.png(16, 16, 21));
        SampleTables.pair(folder, (GOOD + "i.png,train,1,0,p2\n").getBytes(StandardCharsets.UTF_8), images);
        assertRefused(SampleTables.SMILE)
                .hasMessageContaining(
                        "row 10: 'i.png' lies in 2 folders ('x/i.png', 'y/i.png'): write the folder before the name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.png", "/a.png", "x/../a.png", "C:a.png", "x\\a.png", "./a.png", "x//a.png"})
    void namesThatPointOutside(String name) throws Exception {
        assertRefused(GOOD.replace("a.png", name))
                .hasMessageContaining("row 2, column 'file': '" + name + "' could point outside of the set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=cmd|a.png", "+a.png", "-a.png", "@a.png"})
    void namesThatAreFormulas(String name) throws Exception {
        assertRefused(GOOD.replace("a.png", name))
                .hasMessageContaining("row 2, column 'file': '" + name + "' begins like a formula");
    }

    @Test
    void namesThatAreMissingOrCannotBePrinted() throws Exception {
        assertRefused(GOOD.replace("a.png", " ")).hasMessageContaining("row 2, column 'file': '' is no name");
        assertRefused(GOOD.replace("a.png", "a\u0007.png")).hasMessageContaining("cannot be printed");
    }

    @Test
    void partsThatAreNeitherTrainNorTest() throws Exception {
        assertRefused(GOOD.replace("c.png,train", "c.png,val"))
                .hasMessage("'attributes.csv', row 4, column 'split': 'val' is neither 'train' nor 'test'");
        assertRefused(GOOD.replace("train", "test"))
                .hasMessageContaining("has no image for the training part: every row says split = test");
        assertRefused(GOOD.replace("train,0", "train,").replace("train,1", "train,"))
                .hasMessageContaining("in each of its 6 rows a main attribute is empty");
    }

    @Test
    void emptyTables() throws Exception {
        assertRefused("").hasMessageContaining("is empty; its first row must name the columns");
        assertRefused("file,split,smiling,male,person\n").hasMessageContaining("has no row below the header");
        assertRefused("file,split,smiling,male,person\n\n,,,,\n").hasMessageContaining("has no row below the header");
    }

    @Test
    void otherEncodings() throws Exception {
        assertAccepted(("\uFEFF" + GOOD).getBytes(StandardCharsets.UTF_8));
        for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertRefused(GOOD.getBytes(charset)).hasMessageContaining("is text in UTF-16: save it as UTF-8");
        }
        assertRefused(GOOD.replace("p3", "Ren\u00e9").getBytes(StandardCharsets.ISO_8859_1))
                .hasMessageContaining("holds bytes that are not UTF-8: save it as UTF-8");
    }

    @Test
    void otherSeparatorsAndLineEndsAreUnderstood() throws Exception {
        assertAccepted(GOOD.replace(',', ';').getBytes(StandardCharsets.UTF_8));
        assertAccepted(GOOD.replace(',', '\t').getBytes(StandardCharsets.UTF_8));
        assertAccepted(GOOD.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        assertAccepted(GOOD.stripTrailing().getBytes(StandardCharsets.UTF_8));
        assertAccepted(GOOD.replace(",", " , ").getBytes(StandardCharsets.UTF_8));
        assertAccepted(GOOD.replace("p1", "\"Doe; \"\"J\"\", Jane\n(b. 1970)\"").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void rowsAreCountedAsASpreadsheetDoes() throws Exception {
        String quoted = GOOD.replace("p1", "\"two\nlines\"").replace("c.png", "\nc.png");
        assertRefused(quoted.replace("e.png,train,0", "e.png,train,5")).hasMessageContaining("row 7, column 'smiling'");
    }

    @Test
    void brokenQuotesAndRaggedRows() throws Exception {
        assertRefused(GOOD.replace("d.png,train,1,0,p2", "d.png,train,1,0,\"p2"))
                .hasMessageContaining("row 5: a double quote");
        assertRefused(GOOD.replace("d.png,train,1,0,p2", "d.png,train,1,0,\"p\"2"))
                .hasMessageContaining("row 5: a double quote");
        assertRefused(GOOD.replace("d.png,train,1,0,p2", "d.png,train,1,0"))
                .hasMessageContaining("row 5: 4 cells, but the header has 5");
        assertRefused(GOOD.replace("d.png,train,1,0,p2", "d.png,train,1,0,p2,more"))
                .hasMessageContaining("row 5: 6 cells, but the header has 5");
    }

    @Test
    void moreRowsThanTheLimit() throws Exception {
        SampleTables.pair(folder, GOOD);
        ReadingLimits few = new ReadingLimits(5, 1 << 20, 1 << 20, 1 << 20, 200, 1 << 20, 2);
        AttributeTask task = SampleTables.SMILE;
        assertThatThrownBy(() -> ImageSet.read(folder, SPEC, task.classes(2), task, few, null))
                .hasMessage("'attributes.csv' has more than 5 rows: give a smaller set");
    }

    @Test
    void aTableThatIsALinkIsRefused(@TempDir Path other) throws Exception {
        SampleTables.pair(folder, GOOD);
        Path elsewhere = Files.move(folder.resolve("attributes.csv"), other.resolve("elsewhere.csv"));
        Files.createSymbolicLink(folder.resolve("attributes.csv"), elsewhere);
        assertRefused(SampleTables.SMILE).hasMessageContaining("'attributes.csv' is a link");
    }
}
