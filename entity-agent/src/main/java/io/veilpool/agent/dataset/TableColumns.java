package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a table has the columns that a collaboration means.
 *
 * @param split -1 if the table has none
 * @param group -1 if the collaboration has none
 */
record TableColumns(int file, int split, List<Coded> main, List<Coded> sensitive, int group) {
    static final String FILE = "file";
    static final String SPLIT = "split";
    private static final String UNKNOWN = "unknown";
    private static final int SHOWN = 20;

    /** One attribute: its place in the table and the index of each value. */
    record Coded(int at, AttributeColumn column, Map<String, Integer> values) {
        /** Index of a cell's value, -1 for an empty cell or {@code unknown}. */
        int code(String cell, CsvTable table) throws UnusableImagesException {
            Integer index = values.get(cell);
            if (index != null) {
                return index;
            }
            if (isUnknown(cell)) {
                return -1;
            }
            throw new UnusableImagesException(
                    "%s, row %d, column '%s': '%s' is not among the values agreed on (%s); correct the cell, or leave it empty where the value is not known"
                            .formatted(
                                    table.shown(),
                                    table.row(),
                                    FileNames.printable(column.name()),
                                    FileNames.printable(cell),
                                    shown(column.values())));
        }
    }

    /** Whether a cell says nothing: it is empty, or {@code unknown}. */
    static boolean isUnknown(String cell) {
        return cell.isEmpty() || cell.toLowerCase(Locale.ROOT).equals(UNKNOWN);
    }

    static TableColumns of(CsvTable table, AttributeTask task) throws UnusableImagesException {
        requireOneMeaningEach(task);
        List<Coded> main = new ArrayList<>();
        for (AttributeColumn column : task.main()) {
            main.add(coded(table, column, "main attribute"));
        }
        List<Coded> sensitive = new ArrayList<>();
        for (AttributeColumn column : task.sensitive()) {
            sensitive.add(coded(table, column, "sensitive attribute"));
        }
        String group = task.group();
        return new TableColumns(
                at(table, FILE, "name of each image"),
                table.columns().indexOf(SPLIT),
                List.copyOf(main),
                List.copyOf(sensitive),
                group == null ? -1 : at(table, group, "group whose images stay together"));
    }

    private static void requireOneMeaningEach(AttributeTask task) throws UnusableImagesException {
        Set<@Nullable String> seen = new HashSet<>(Set.of(FILE, SPLIT));
        List<@Nullable String> all = new ArrayList<>();
        task.main().forEach(column -> all.add(column.name()));
        task.sensitive().forEach(column -> all.add(column.name()));
        all.add(task.group());
        for (String name : all) {
            if (name != null && !seen.add(name)) {
                throw new UnusableImagesException(
                        "Column '%s' has two meanings: file, split, main, sensitive and group must be columns of their own"
                                .formatted(FileNames.printable(name)));
            }
        }
    }

    private static Coded coded(CsvTable table, AttributeColumn column, String meaning) throws UnusableImagesException {
        Map<String, Integer> values = new HashMap<>();
        column.values().forEach(value -> values.put(FileNames.normal(value), values.size()));
        return new Coded(at(table, column.name(), meaning), column, values);
    }

    static int at(CsvTable table, String name, String meaning) throws UnusableImagesException {
        int at = table.columns().indexOf(FileNames.normal(name));
        if (at < 0) {
            throw new UnusableImagesException(
                    "%s has no column '%s' (%s); its columns are %s: add or rename it (capitals count)"
                            .formatted(table.shown(), FileNames.printable(name), meaning, shown(table.columns())));
        }
        return at;
    }

    private static String shown(List<String> names) {
        String first = String.join(
                ", ", names.stream().limit(SHOWN).map(FileNames::printable).toList());
        return names.size() > SHOWN ? first + ", ..." : first;
    }
}
