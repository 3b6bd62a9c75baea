package io.veilpool.agent.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Tables of attributes before anybody says what their columns mean. */
public final class AttributeTables {
    private static final int LONGEST_VALUE = 1_000;

    private AttributeTables() {}

    /** Whether {@code location} has an {@code attributes.csv}, and so is no set of class folders. */
    public static boolean isAt(Path location) throws UnusableImagesException {
        if (AttributeSet.isPair(location)) {
            return true;
        }
        boolean zip = Files.isRegularFile(location) && ImageParts.startsLikeZip(location, shown(location));
        if (!zip && !Files.isDirectory(location)) {
            return false;
        }
        try (FileTree tree = tree(location)) {
            return AttributeSet.in(tree, AttributeSet.visible(tree), shown(location), ReadingLimits.defaults()) != null;
        } catch (IOException e) {
            throw closing(e);
        }
    }

    /** Columns and their values, of all rows; no image is looked at. */
    public static AttributeSummary describe(Path location) throws UnusableImagesException {
        ReadingLimits limits = ReadingLimits.defaults();
        if (Files.notExists(location)) {
            throw new UnusableImagesException(shown(location) + " does not exist; give a folder with '"
                    + AttributeSet.TABLE + "' and its images, or a zip of that");
        }
        if (AttributeSet.isPair(location)) {
            try (AttributeSet set = AttributeSet.ofPair(location, limits)) {
                return describe(set);
            } catch (IOException e) {
                throw closing(e);
            }
        }
        try (FileTree tree = tree(location)) {
            AttributeSet set = AttributeSet.in(tree, AttributeSet.visible(tree), shown(location), limits);
            if (set == null) {
                throw new UnusableImagesException(
                        shown(location) + " has no '" + AttributeSet.TABLE + "' with a column 'file'");
            }
            return describe(set);
        } catch (IOException e) {
            throw closing(e);
        }
    }

    private static FileTree tree(Path location) throws UnusableImagesException {
        return Files.isDirectory(location)
                ? FolderTree.open(location, ReadingLimits.defaults())
                : ZipTree.open(location, ReadingLimits.defaults());
    }

    private static String shown(Path location) {
        return "'" + FileNames.printable(String.valueOf(location.getFileName())) + "'";
    }

    private static UnusableImagesException closing(IOException e) {
        return new UnusableImagesException("A file that was only read cannot be closed", e);
    }

    private static AttributeSummary describe(AttributeSet set) throws IOException, UnusableImagesException {
        try (CsvTable table = set.open()) {
            return describe(table);
        }
    }

    static AttributeSummary describe(CsvTable table) throws UnusableImagesException {
        TableColumns.at(table, TableColumns.FILE, "name of each image");
        List<Counted> counted = table.columns().stream().map(Counted::new).toList();
        int rows = 0;
        for (List<String> cells = table.next(); cells != null; cells = table.next()) {
            rows++;
            for (int c = 0; c < counted.size(); c++) {
                counted.get(c).add(cells.get(c));
            }
        }
        return new AttributeSummary(
                rows,
                IntStream.range(0, counted.size())
                        .filter(c -> !table.columns().get(c).isEmpty())
                        .mapToObj(c -> counted.get(c).column())
                        .toList());
    }

    /** Keeps no more values than a categorical column may have. */
    private static final class Counted {
        private final String name;
        private final SortedSet<String> values = new TreeSet<>();
        private boolean categorical = true;
        private int unknown;

        Counted(String name) {
            this.name = name;
        }

        void add(String cell) {
            if (TableColumns.isUnknown(cell)) {
                unknown++;
            } else if (categorical) {
                values.add(cell);
                if (values.size() > AttributeSummary.MOST_VALUES || cell.length() > LONGEST_VALUE) {
                    categorical = false;
                    values.clear();
                }
            }
        }

        AttributeSummary.Column column() {
            return new AttributeSummary.Column(name, new ArrayList<>(values), categorical, unknown);
        }
    }
}
