package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.AttributeTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a table into rows, in one pass; the first row that cannot be understood ends it. */
final class AttributeRows {
    private static final int[] NONE = {};
    private static final String TRAIN = "train";
    private static final String TEST = "test";

    private final CsvTable table;
    private final AttributeTask task;
    private final TableColumns columns;
    private final Map<String, AttributeRow> byFile = new LinkedHashMap<>();
    private final Map<String, Integer> groups = new HashMap<>();
    /** For each group a row in training and one in test; 0 while there is none. */
    private final List<int[]> seen = new ArrayList<>();

    private AttributeRows(CsvTable table, AttributeTask task) throws UnusableImagesException {
        this.table = table;
        this.task = task;
        this.columns = TableColumns.of(table, task);
    }

    /** All rows in the order of the table. */
    static List<AttributeRow> read(CsvTable table, AttributeTask task, ReadingLimits limits)
            throws UnusableImagesException {
        AttributeRows rows = new AttributeRows(table, task);
        for (List<String> cells = table.next(); cells != null; cells = table.next()) {
            if (rows.byFile.size() >= limits.images()) {
                throw new UnusableImagesException(
                        "%s has more than %,d rows: give a smaller set".formatted(table.shown(), limits.images()));
            }
            rows.add(cells);
        }
        if (rows.byFile.isEmpty()) {
            throw new UnusableImagesException(table.shown() + " has no row below the header: add one for each image");
        }
        return List.copyOf(rows.byFile.values());
    }

    private void add(List<String> cells) throws UnusableImagesException {
        String file = cells.get(columns.file());
        String fault = FileNames.listedNameFault(file);
        if (fault != null) {
            throw new UnusableImagesException("%s, row %d, column '%s': '%s' %s"
                    .formatted(table.shown(), table.row(), TableColumns.FILE, FileNames.printable(file), fault));
        }
        boolean test = isTest(cells);
        int group = group(cells, test);
        AttributeRow row = new AttributeRow(table.row(), file, test, label(cells), sensitive(cells), group);
        AttributeRow earlier = byFile.putIfAbsent(file, row);
        if (earlier != null) {
            throw repeated(table.shown(), earlier, row);
        }
    }

    /** @return what to say of two rows of one image */
    static UnusableImagesException repeated(String shown, AttributeRow earlier, AttributeRow later) {
        return new UnusableImagesException("%s has the image '%s' twice, in rows %d and %d, %s"
                .formatted(
                        shown,
                        FileNames.printable(later.file()),
                        earlier.number(),
                        later.number(),
                        later.saysTheSameAs(earlier)
                                ? "with the same values: remove one of the rows"
                                : "with different values: find out which row is right and remove the other"));
    }

    private boolean isTest(List<String> cells) throws UnusableImagesException {
        if (columns.split() < 0) {
            return false;
        }
        String part = cells.get(columns.split());
        if (!part.equals(TRAIN) && !part.equals(TEST)) {
            throw new UnusableImagesException("%s, row %d, column '%s': '%s' is neither '%s' nor '%s'"
                    .formatted(table.shown(), table.row(), TableColumns.SPLIT, FileNames.printable(part), TRAIN, TEST));
        }
        return part.equals(TEST);
    }

    private int label(List<String> cells) throws UnusableImagesException {
        int[] values = new int[columns.main().size()];
        boolean known = true;
        for (int a = 0; a < values.length; a++) {
            TableColumns.Coded main = columns.main().get(a);
            values[a] = main.code(cells.get(main.at()), table);
            known &= values[a] >= 0;
        }
        return known ? task.classOf(values) : -1;
    }

    private int[] sensitive(List<String> cells) throws UnusableImagesException {
        if (columns.sensitive().isEmpty()) {
            return NONE;
        }
        int[] values = new int[columns.sensitive().size()];
        for (int a = 0; a < values.length; a++) {
            TableColumns.Coded sensitive = columns.sensitive().get(a);
            values[a] = sensitive.code(cells.get(sensitive.at()), table);
        }
        return values;
    }

    private int group(List<String> cells, boolean test) throws UnusableImagesException {
        @Nullable String name = columns.group() < 0 ? null : cells.get(columns.group());
        if (name == null || TableColumns.isUnknown(name)) {
            return -1;
        }
        Integer known = groups.putIfAbsent(name, groups.size());
        if (known == null) {
            seen.add(new int[2]);
        }
        int group = known == null ? groups.size() - 1 : known;
        int[] rows = seen.get(group);
        rows[test ? 1 : 0] = table.row();
        if (rows[0] > 0 && rows[1] > 0) {
            throw new UnusableImagesException(
                    "%s, rows %d and %d: '%s' of column '%s' has images in train and in test; give all its rows the same split"
                            .formatted(
                                    table.shown(),
                                    Math.min(rows[0], rows[1]),
                                    Math.max(rows[0], rows[1]),
                                    FileNames.printable(name),
                                    FileNames.printable(String.valueOf(task.group()))));
        }
        return group;
    }
}
