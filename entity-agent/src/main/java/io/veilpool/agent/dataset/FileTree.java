package io.veilpool.agent.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Files below one root: a folder or a zip. Listed once, completely and safely, before any content is read. */
sealed interface FileTree extends Closeable permits FolderTree, ZipTree {
    /** @param segments names from the root down, the last is the file's own; no separators, no {@code ..} */
    record TreeFile(List<String> segments, int index) {
        String name() {
            return segments.getLast();
        }

        String path() {
            return String.join("/", segments);
        }
    }

    /** Every file, hidden ones included, sorted by path. */
    List<TreeFile> files();

    /** Content of a file, at most {@code limits.fileBytes()} long. */
    byte[] bytes(TreeFile file, ReadingLimits limits) throws IOException, UnreadableImageException;

    /** Content of a file that is read once and may be long. */
    InputStream stream(TreeFile file, ReadingLimits limits) throws IOException, UnreadableImageException;
}
