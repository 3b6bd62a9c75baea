package io.veilpool.agent.dataset;

import java.util.List;

/**
 * What a table of attributes holds, as it is, whatever a collaboration makes of it.
 *
 * @param rows    rows below the header that are not empty
 * @param columns every column that has a name, in the order of the table; {@code file} and {@code split} are among them
 */
public record AttributeSummary(int rows, List<Column> columns) {
    /** Most distinct values of a column that is taken for an attribute; also a charter's limit. */
    public static final int MOST_VALUES = 1_000;

    /**
     * One column.
     *
     * @param values      distinct values, sorted; empty and {@code unknown} cells have none; no value at all if not {@code categorical}
     * @param categorical whether there are at most {@value AttributeSummary#MOST_VALUES} of them
     * @param unknown     cells that are empty or say {@code unknown}
     */
    public record Column(String name, List<String> values, boolean categorical, int unknown) {
        public Column {
            values = List.copyOf(values);
        }
    }

    public AttributeSummary {
        columns = List.copyOf(columns);
    }

    /** Columns that could be attributes: neither {@code file} nor {@code split}. */
    public List<Column> attributes() {
        return columns.stream()
                .filter(column -> !column.name().equals(TableColumns.FILE)
                        && !column.name().equals(TableColumns.SPLIT))
                .toList();
    }
}
