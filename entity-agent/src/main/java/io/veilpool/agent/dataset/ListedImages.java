package io.veilpool.agent.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table, each with its file.
 *
 * @param listed   every row with its file, in the order of the table
 * @param unlisted images among the files that no row names
 * @param others   files that are no images
 */
record ListedImages(List<Listed> listed, int unlisted, int others) {
    private static final int SHOWN = 5;

    record Listed(AttributeRow row, FileTree.TreeFile file) {}

    /** A row names a path below the table's folder, or a file name that only one image has. */
    static ListedImages find(AttributeSet set, List<AttributeRow> rows) throws UnusableImagesException {
        Map<String, FileTree.TreeFile> byPath = new HashMap<>();
        Map<String, List<FileTree.TreeFile>> byName = new HashMap<>();
        for (FileTree.TreeFile file : set.files()) {
            List<String> below = file.segments()
                    .subList(
                            Math.min(set.depth(), file.segments().size() - 1),
                            file.segments().size());
            byPath.put(String.join("/", below), file);
            byName.computeIfAbsent(file.name(), name -> new ArrayList<>(1)).add(file);
        }
        List<Listed> listed = new ArrayList<>(rows.size());
        List<AttributeRow> missing = new ArrayList<>();
        Map<FileTree.TreeFile, AttributeRow> taken = new HashMap<>();
        for (AttributeRow row : rows) {
            FileTree.TreeFile file = file(row, byPath, byName);
            if (file == null) {
                missing.add(row);
                continue;
            }
            AttributeRow earlier = taken.putIfAbsent(file, row);
            if (earlier != null) {
                throw AttributeRows.repeated("'" + AttributeSet.TABLE + "'", earlier, row);
            }
            listed.add(new Listed(row, file));
        }
        requireAll(missing, rows.size(), set.shown());
        Set<FileTree.TreeFile> rest = new HashSet<>(set.files());
        rest.removeAll(taken.keySet());
        rest.removeIf(file ->
                file.name().equals(AttributeSet.TABLE) && file.segments().size() == set.depth() + 1);
        int unlisted = (int) rest.stream()
                .filter(file -> FileNames.looksLikeImage(file.name()))
                .count();
        return new ListedImages(listed, unlisted, rest.size() - unlisted);
    }

    private static FileTree.@Nullable TreeFile file(
            AttributeRow row, Map<String, FileTree.TreeFile> byPath, Map<String, List<FileTree.TreeFile>> byName)
            throws UnusableImagesException {
        FileTree.TreeFile exact = byPath.get(row.file());
        List<FileTree.TreeFile> named = byName.getOrDefault(row.file(), List.of());
        if (exact == null && named.size() > 1) {
            throw new UnusableImagesException(
                    "'%s', row %d: '%s' lies in %d folders ('%s', '%s'): write the folder before the name"
                            .formatted(
                                    AttributeSet.TABLE,
                                    row.number(),
                                    FileNames.printable(row.file()),
                                    named.size(),
                                    FileNames.printable(named.get(0).path()),
                                    FileNames.printable(named.get(1).path())));
        }
        return exact != null || named.isEmpty() ? exact : named.getFirst();
    }

    private static void requireAll(List<AttributeRow> missing, int rows, String shown) throws UnusableImagesException {
        if (missing.isEmpty()) {
            return;
        }
        String first = String.join(
                ", ",
                missing.stream()
                        .limit(SHOWN)
                        .map(row -> "'%s' (row %d)".formatted(FileNames.printable(row.file()), row.number()))
                        .toList());
        throw new UnusableImagesException(
                "%,d of the %,d images that '%s' lists are not in %s: %s%s. Add them or remove their rows"
                        .formatted(
                                missing.size(),
                                rows,
                                AttributeSet.TABLE,
                                shown,
                                first,
                                missing.size() > SHOWN ? " and more" : ""));
    }
}
