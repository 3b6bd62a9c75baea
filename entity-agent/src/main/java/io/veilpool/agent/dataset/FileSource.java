package io.veilpool.agent.dataset;

import java.io.IOException;

/** Images that are files of a tree, one each. */
abstract sealed class FileSource extends ImageSource permits ClassFolders, AttributeImages {
    private final FileTree tree;

    FileSource(FileTree tree, ReadingLimits limits) {
        super(limits);
        this.tree = tree;
    }

    /** File of image {@code i}. */
    abstract FileTree.TreeFile file(int i);

    @Override
    public byte[] fileBytes(int i) throws UnusableImagesException {
        try {
            return tree.bytes(file(i), limits());
        } catch (IOException e) {
            throw new UnusableImagesException("'" + shown(i) + "' cannot be read from the disk", e);
        } catch (UnreadableImageException e) {
            throw new UnusableImagesException("'" + shown(i) + "' " + e.getMessage(), e);
        }
    }

    @Override
    ImageHeader header(int i) throws IOException, UnreadableImageException {
        return ImageHeader.parse(tree.bytes(file(i), limits()));
    }

    @Override
    Pixels decode(int i, ImageDecoder decoder) throws IOException, UnreadableImageException {
        return decoder.decode(tree.bytes(file(i), limits()));
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }
}
