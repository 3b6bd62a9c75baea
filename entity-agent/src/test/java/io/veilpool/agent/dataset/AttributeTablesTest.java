package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributeTablesTest {
    private static final int MILLION = 1_000_000;

    @TempDir
    Path folder;

    @Test
    void describesEveryColumn() throws Exception {
        SampleTables.pair(folder, SampleTables.GOOD);
        AttributeSummary summary = AttributeTables.describe(folder);
        assertThat(summary.rows()).isEqualTo(8);
        assertThat(summary.columns())
                .extracting(AttributeSummary.Column::name)
                .containsExactly("file", "split", "smiling", "male", "person");
        assertThat(summary.attributes())
                .contains(
                        new AttributeSummary.Column("male", SampleTables.BINARY, true, 2),
                        new AttributeSummary.Column("person", List.of("p1", "p2", "p3", "p4"), true, 0));
        assertThat(AttributeTables.isAt(folder)).isTrue();
    }

    @Test
    void knowsSetsWithoutATable() throws Exception {
        SampleFiles.write(folder.resolve("cat/1.png"), SampleFiles.png(16, 16, 1));
        SampleFiles.write(folder.resolve("cat/attributes.csv"), new byte[1]);
        SampleFiles.write(folder.resolve("dog/1.png"), SampleFiles.png(16, 16, 1));
        assertThat(AttributeTables.isAt(folder)).isFalse();
        assertThat(AttributeTables.isAt(folder.resolve("nowhere"))).isFalse();
        assertThatThrownBy(() -> AttributeTables.describe(folder)).hasMessageContaining("has no 'attributes.csv'");
        assertThatThrownBy(() -> AttributeTables.describe(folder.resolve("nowhere")))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("'nowhere' does not exist; give a folder with 'attributes.csv'");
    }

    @Test
    void aMillionRowsTakeSecondsAndFewValuesAreKept() throws Exception {
        Path file = folder.resolve("attributes.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("file,split,smiling,male,person,source\n");
            for (int i = 0; i < MILLION; i++) {
                // a person's rows are all in one part
                out.write("p%07d.png,%s,%d,%d,%d,%s/%d.jpg%n"
                        .formatted(i, i / 5 % 4 == 0 ? "test" : "train", i % 2, i / 3 % 2, i / 5, "original", i));
            }
        }
        long start = System.nanoTime();
        try (CsvTable table = table(file)) {
            AttributeSummary summary = AttributeTables.describe(table);
            assertThat(summary.rows()).isEqualTo(MILLION);
            assertThat(summary.attributes())
                    .filteredOn(AttributeSummary.Column::categorical)
                    .extracting(AttributeSummary.Column::name)
                    .containsExactly("smiling", "male");
        }
        long described = System.nanoTime();
        try (CsvTable table = table(file)) {
            List<AttributeRow> rows = AttributeRows.read(table, SampleTables.SMILE, ReadingLimits.defaults());
            assertThat(rows).hasSize(MILLION);
            assertThat(rows.getLast().group()).isEqualTo(MILLION / 5 - 1);
        }
        // A second each where nothing else runs; a reader in quadratic time takes hours.
        assertThat(Duration.ofNanos(described - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(Duration.ofNanos(System.nanoTime() - described)).isLessThan(Duration.ofSeconds(20));
    }

    private static CsvTable table(Path file) throws IOException, UnusableImagesException {
        return CsvTable.open(Files.newInputStream(file), "'attributes.csv'");
    }
}
