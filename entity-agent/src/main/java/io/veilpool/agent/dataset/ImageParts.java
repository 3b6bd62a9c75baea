package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An image set as it lies on the disk. Understood are
 * <ul>
 *   <li>a folder or zip of {@code CLASS/IMAGE}, below one common folder if need be;
 *   <li>the same with {@code train/} and {@code test/} above the classes;
 *   <li>a folder with {@code train.zip} and {@code test.zip};
 *   <li>a folder with the four IDX files of MNIST and its kin ({@code train-images-idx3-ubyte.gz} and so on);
 *   <li>a folder with {@code attributes.csv} and {@code images.zip}, or a folder or zip with {@code attributes.csv} and images beside or
 *       below it. Its column {@code file} names an image, {@code split}, if there is one, says {@code train} or {@code test}.
 * </ul>
 *
 * @param training the training part, or everything when the set has no parts
 * @param test     the test part, if there is one
 */
public record ImageParts(ImageSource training, @Nullable ImageSource test) implements Closeable {
    private static final Map<String, Boolean> PART_NAMES =
            Map.of("train", true, "training", true, "test", false, "testing", false);

    /**
     * Lists the set with the usual limits.
     *
     * @param attributes what the table's columns mean; null for a set whose classes are not in a table
     */
    public static ImageParts open(Path location, @Nullable AttributeTask attributes) throws UnusableImagesException {
        return open(location, attributes, ReadingLimits.defaults());
    }

    static ImageParts open(Path location, @Nullable AttributeTask attributes, ReadingLimits limits)
            throws UnusableImagesException {
        String shown = "'" + FileNames.printable(String.valueOf(location.getFileName())) + "'";
        if (!Files.exists(location)) {
            throw new UnusableImagesException(shown + " does not exist; give a folder or zip of CLASS/IMAGE");
        }
        if (Files.isDirectory(location)) {
            return openFolder(location, shown, attributes, limits);
        }
        if (!startsLikeZip(location, shown)) {
            throw new UnusableImagesException(
                    shown
                            + " is neither a folder nor a zip; give a folder or zip of CLASS/IMAGE, or with attributes.csv, or the folder of IDX files");
        }
        return ofTree(ZipTree.open(location, limits), shown, attributes, limits);
    }

    private static ImageParts openFolder(
            Path folder, String shown, @Nullable AttributeTask attributes, ReadingLimits limits)
            throws UnusableImagesException {
        if (AttributeSet.isPair(folder)) {
            return ofTable(AttributeSet.ofPair(folder, limits), shown, attributes, limits);
        }
        if (attributes != null) {
            return ofTree(FolderTree.open(folder, limits), shown, attributes, limits);
        }
        Path images = idx(folder, "train-images", 3);
        if (images != null) {
            return openIdx(folder, images, shown, limits);
        }
        Path train = folder.resolve("train.zip");
        Path test = folder.resolve("test.zip");
        if (Files.isRegularFile(train)) {
            ImageSource training = single(open(train, null, limits), "'train.zip'");
            return new ImageParts(
                    training, Files.isRegularFile(test) ? single(open(test, null, limits), "'test.zip'") : null);
        }
        return ofTree(FolderTree.open(folder, limits), shown, null, limits);
    }

    private static ImageSource single(ImageParts parts, String shown) throws UnusableImagesException {
        if (parts.test() != null) {
            throw new UnusableImagesException(shown + " holds train/ and test/ itself; unpack it and give that folder");
        }
        return parts.training();
    }

    private static ImageParts openIdx(Path folder, Path trainImages, String shown, ReadingLimits limits)
            throws UnusableImagesException {
        Path trainLabels = idx(folder, "train-labels", 1);
        if (trainLabels == null) {
            throw new UnusableImagesException(shown + " holds train-images-idx3-ubyte but no train-labels-idx1-ubyte");
        }
        ImageSource training = IdxPair.open(trainImages, trainLabels, limits);
        Path testImages = idx(folder, "t10k-images", 3);
        Path testLabels = idx(folder, "t10k-labels", 1);
        if ((testImages == null) != (testLabels == null)) {
            throw new UnusableImagesException(shown + " holds only one of t10k-images and t10k-labels; add the other");
        }
        return new ImageParts(
                training,
                testImages == null || testLabels == null ? null : IdxPair.open(testImages, testLabels, limits));
    }

    private static @Nullable Path idx(Path folder, String name, int dimensions) {
        for (String ending : List.of("-idx" + dimensions + "-ubyte.gz", "-idx" + dimensions + "-ubyte")) {
            Path file = folder.resolve(name + ending);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return null;
    }

    static boolean startsLikeZip(Path file, String shown) throws UnusableImagesException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(2);
            return start.length == 2 && start[0] == 'P' && start[1] == 'K';
        } catch (IOException e) {
            throw new UnusableImagesException(shown + " cannot be read; check its permissions", e);
        }
    }

    private static ImageParts ofTree(
            FileTree tree, String shown, @Nullable AttributeTask attributes, ReadingLimits limits)
            throws UnusableImagesException {
        try {
            List<FileTree.TreeFile> visible = AttributeSet.visible(tree);
            AttributeSet table = AttributeSet.in(tree, visible, shown, limits);
            if (table != null) {
                return ofTable(table, shown, attributes, limits);
            }
            if (attributes != null) {
                throw new UnusableImagesException(
                        "%s has no '%s', from whose columns %s the collaboration takes its classes: add the table, with a column 'file' that names each image"
                                .formatted(shown, AttributeSet.TABLE, names(attributes.main())));
            }
            return parts(tree, visible, shown, limits);
        } catch (UnusableImagesException e) {
            closeAfter(tree, e);
            throw e;
        }
    }

    private static ImageParts ofTable(
            AttributeSet set, String shown, @Nullable AttributeTask attributes, ReadingLimits limits)
            throws UnusableImagesException {
        try {
            if (attributes == null) {
                throw new UnusableImagesException(
                        "%s has an '%s', but class folders are expected here: give CLASS/IMAGE without that table"
                                .formatted(shown, AttributeSet.TABLE));
            }
            return set.parts(attributes, limits);
        } catch (UnusableImagesException e) {
            closeAfter(set, e);
            throw e;
        }
    }

    private static void closeAfter(Closeable opened, UnusableImagesException fault) {
        try {
            opened.close();
        } catch (IOException closing) {
            fault.addSuppressed(closing);
        }
    }

    private static List<String> names(List<AttributeColumn> columns) {
        return columns.stream()
                .map(column -> FileNames.printable(column.name()))
                .toList();
    }

    private static ImageParts parts(FileTree tree, List<FileTree.TreeFile> visible, String shown, ReadingLimits limits)
            throws UnusableImagesException {
        int hidden = tree.files().size() - visible.size();
        int depth = commonDepth(visible);
        Map<String, List<FileTree.TreeFile>> byTop = new TreeMap<>();
        for (FileTree.TreeFile file : visible) {
            if (file.segments().size() > depth + 2) {
                byTop.computeIfAbsent(file.segments().get(depth), top -> new ArrayList<>())
                        .add(file);
            }
        }
        Map<Boolean, List<FileTree.TreeFile>> parts = new LinkedHashMap<>();
        byTop.forEach((top, files) -> {
            Boolean training = PART_NAMES.get(top);
            if (training != null && !parts.containsKey(training)) {
                parts.put(training, files);
            }
        });
        List<FileTree.TreeFile> training = parts.get(true);
        if (training == null) {
            return new ImageParts(ClassFolders.of(tree, visible, depth, hidden, shown, limits), null);
        }
        if (parts.size() != byTop.size()) {
            throw new UnusableImagesException(
                    "%s holds %s beside each other; expected train/ and test/ only: merge or remove the others"
                            .formatted(
                                    shown,
                                    byTop.keySet().stream()
                                            .map(FileNames::printable)
                                            .toList()));
        }
        List<FileTree.TreeFile> test = parts.get(false);
        return new ImageParts(
                ClassFolders.of(tree, training, depth + 1, hidden, shown, limits),
                test == null ? null : ClassFolders.of(tree, test, depth + 1, 0, shown, limits));
    }

    /** 1 when every file lies in the same folder and its images are one level deeper than they need be, else 0. */
    private static int commonDepth(List<FileTree.TreeFile> files) {
        boolean common = !files.isEmpty()
                && files.stream()
                        .allMatch(file -> file.segments()
                                .getFirst()
                                .equals(files.getFirst().segments().getFirst()));
        boolean deep = files.stream().anyMatch(file -> file.segments().size() >= 3);
        boolean part =
                common && PART_NAMES.containsKey(files.getFirst().segments().getFirst());
        return common && deep && !part ? 1 : 0;
    }

    @Override
    public void close() throws IOException {
        training.close();
        if (test != null) {
            test.close();
        }
    }
}
