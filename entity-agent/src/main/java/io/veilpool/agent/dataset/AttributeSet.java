package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.AttributeTask;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of attributes and the files among which its images are.
 *
 * @param table  opens the table
 * @param shown  how errors name the set
 * @param files  visible files of {@code tree}
 * @param depth  number of leading segments that lie above the table
 * @param hidden hidden files that were left out before
 */
record AttributeSet(Table table, String shown, FileTree tree, List<FileTree.TreeFile> files, int depth, int hidden)
        implements Closeable {
    static final String TABLE = "attributes.csv";
    private static final String IMAGES = "images.zip";
    private static final String SHOWN_TABLE = "'" + TABLE + "'";

    interface Table {
        InputStream open() throws IOException, UnreadableImageException;
    }

    /** Whether a folder holds the table beside a zip of all images. */
    static boolean isPair(Path folder) {
        return isFile(folder.resolve(TABLE)) && isFile(folder.resolve(IMAGES));
    }

    private static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    static AttributeSet ofPair(Path folder, ReadingLimits limits) throws UnusableImagesException {
        ZipTree zip = ZipTree.open(folder.resolve(IMAGES), limits);
        List<FileTree.TreeFile> visible = visible(zip);
        return new AttributeSet(
                () -> Files.newInputStream(folder.resolve(TABLE), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS),
                "'" + IMAGES + "'",
                zip,
                visible,
                0,
                zip.files().size() - visible.size());
    }

    /** The set in {@code tree}, or null if there is no table at its root or in its only folder. */
    static @Nullable AttributeSet in(
            FileTree tree, List<FileTree.TreeFile> visible, String shown, ReadingLimits limits) {
        for (FileTree.TreeFile file : visible) {
            int depth = file.segments().size() - 1;
            if (file.name().equals(TABLE) && (depth == 0 || depth == 1 && isOnlyFolder(file, visible))) {
                return new AttributeSet(
                        () -> tree.stream(file, limits),
                        shown,
                        tree,
                        visible,
                        depth,
                        tree.files().size() - visible.size());
            }
        }
        return null;
    }

    private static boolean isOnlyFolder(FileTree.TreeFile table, List<FileTree.TreeFile> visible) {
        String top = table.segments().getFirst();
        return visible.stream().allMatch(file -> file.segments().getFirst().equals(top));
    }

    static List<FileTree.TreeFile> visible(FileTree tree) {
        return tree.files().stream()
                .filter(file -> !FileNames.hidden(file.segments()))
                .toList();
    }

    CsvTable open() throws UnusableImagesException {
        try {
            return CsvTable.open(table.open(), SHOWN_TABLE);
        } catch (IOException e) {
            throw new UnusableImagesException(SHOWN_TABLE + " cannot be read; check its permissions", e);
        } catch (UnreadableImageException e) {
            throw new UnusableImagesException(SHOWN_TABLE + " " + e.getMessage(), e);
        }
    }

    /** Training and test part; without a column {@code split} everything is training. Takes over the tree. */
    ImageParts parts(AttributeTask task, ReadingLimits limits) throws UnusableImagesException {
        try (CsvTable opened = open()) {
            List<AttributeRow> rows = AttributeRows.read(opened, task, limits);
            ListedImages images = ListedImages.find(this, rows);
            AttributeImages training = AttributeImages.of(this, images, task, false, limits);
            boolean tested = rows.stream().anyMatch(AttributeRow::test);
            return new ImageParts(training, tested ? AttributeImages.of(this, images, task, true, limits) : null);
        } catch (IOException e) {
            throw new UnusableImagesException(SHOWN_TABLE + " cannot be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }
}
