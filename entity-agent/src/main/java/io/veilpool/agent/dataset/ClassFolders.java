package io.veilpool.agent.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code CLASS/IMAGE} in a folder or zip, below a common prefix. */
final class ClassFolders extends FileSource {
    private final List<FileTree.TreeFile> images;
    private final int depth;
    private final int ignored;

    private ClassFolders(FileTree tree, List<FileTree.TreeFile> images, int depth, int ignored, ReadingLimits limits) {
        super(tree, limits);
        this.images = images;
        this.depth = depth;
        this.ignored = ignored;
    }

    /**
     * @param files visible files of this part
     * @param depth number of leading segments that are not the class
     * @param ignored hidden files that were left out before
     */
    static ClassFolders of(
            FileTree tree, List<FileTree.TreeFile> files, int depth, int ignored, String shown, ReadingLimits limits)
            throws UnusableImagesException {
        List<FileTree.TreeFile> images = new ArrayList<>();
        int beside = 0;
        for (FileTree.TreeFile file : files) {
            int levels = file.segments().size() - depth;
            String path = FileNames.printable(file.path());
            if (levels > 2) {
                throw new UnusableImagesException(
                        "'%s' lies %d folders deep in %s, expected CLASS/IMAGE: move the images up into their class folder"
                                .formatted(path, levels - 1, shown));
            }
            if (levels < 2) {
                if (FileNames.looksLikeImage(file.name())) {
                    throw new UnusableImagesException(
                            "'%s' in %s lies in no class folder: put it into CLASS/, or remove it"
                                    .formatted(path, shown));
                }
                beside++;
                continue;
            }
            FileNames.requireClassName(file.segments().get(depth));
            images.add(file);
        }
        if (images.isEmpty()) {
            throw new UnusableImagesException(
                    "%s holds no image in CLASS/IMAGE; expected folders named like the classes, with png, jpg, gif, bmp or webp files"
                            .formatted(shown));
        }
        if (images.size() > limits.images()) {
            throw new UnusableImagesException("%s holds %,d images, limit %,d: give a smaller set"
                    .formatted(shown, images.size(), limits.images()));
        }
        images.sort(
                Comparator.comparing((FileTree.TreeFile file) -> file.segments().get(depth))
                        .thenComparing(FileTree.TreeFile::name));
        return new ClassFolders(tree, List.copyOf(images), depth, ignored + beside, limits);
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public String className(int i) {
        return images.get(i).segments().get(depth);
    }

    @Override
    public String name(int i) {
        return images.get(i).name();
    }

    @Override
    public int ignoredFiles() {
        return ignored;
    }

    @Override
    FileTree.TreeFile file(int i) {
        return images.get(i);
    }
}
