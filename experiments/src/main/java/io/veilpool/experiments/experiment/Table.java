package io.veilpool.experiments.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A wide table: a line for each thing that is compared, a column for each of our figures.
 *
 * @param title   stands above it; empty if it is the section's only one
 * @param columns headings; a column without a figure in any line is not shown
 */
public record Table(String title, List<String> columns, List<Line> lines) {
    public Table {
        columns = List.copyOf(columns);
        lines = List.copyOf(lines);
    }

    /**
     * One line. The paper's figure, if there is one, is that of the first column.
     *
     * @param label what it is of
     * @param cells by column; one that is missing stays empty
     */
    public record Line(String label, Map<String, Comparison> cells) {
        public Line {
            cells = Map.copyOf(cells);
        }
    }

    /**
     * A column.
     *
     * @param figure   its name in a run
     * @param decimals that are shown
     */
    public record Column(String heading, String figure, int decimals) {}

    /** A line for each variant, all with the same figures. */
    public static Table ofVariants(String title, List<String> variants, List<Column> columns) {
        return new Table(
                title,
                columns.stream().map(Column::heading).toList(),
                variants.stream().map(variant -> line(variant, columns)).toList());
    }

    private static Line line(String variant, List<Column> columns) {
        Map<String, Comparison> cells = new LinkedHashMap<>();
        for (Column column : columns) {
            cells.put(column.heading(), Comparison.ours(variant, variant, column.figure(), column.decimals()));
        }
        return new Line(variant, cells);
    }
}
