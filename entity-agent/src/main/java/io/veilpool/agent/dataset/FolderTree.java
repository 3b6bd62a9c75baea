package io.veilpool.agent.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A folder. Links are refused: they could make files from elsewhere part of the set. */
final class FolderTree implements FileTree {
    private static final int DEEPEST = 8;

    private final List<Path> paths = new ArrayList<>();
    private final List<TreeFile> files;

    private FolderTree(List<TreeFile> files, List<Path> paths) {
        this.paths.addAll(paths);
        this.files = files;
    }

    static FolderTree open(Path root, ReadingLimits limits) throws UnusableImagesException {
        Listing listing = new Listing(root, limits);
        try {
            Files.walkFileTree(root, listing);
        } catch (RefusedFileException e) {
            throw new UnusableImagesException(e.reason);
        } catch (IOException e) {
            throw new UnusableImagesException(
                    "Folder '%s' cannot be listed completely; check that it can be read"
                            .formatted(FileNames.printable(String.valueOf(root.getFileName()))),
                    e);
        }
        listing.files.sort(Comparator.comparing(TreeFile::path));
        return new FolderTree(List.copyOf(listing.files), listing.paths);
    }

    @Override
    public List<TreeFile> files() {
        return files;
    }

    @Override
    public byte[] bytes(TreeFile file, ReadingLimits limits) throws IOException, UnreadableImageException {
        try (InputStream in = stream(file, limits)) {
            byte[] bytes = in.readNBytes((int) Math.min(limits.fileBytes() + 1, Integer.MAX_VALUE - 16));
            if (bytes.length > limits.fileBytes()) {
                throw new UnreadableImageException(
                        "is larger than the limit of %,d bytes".formatted(limits.fileBytes()));
            }
            return bytes;
        }
    }

    @Override
    public InputStream stream(TreeFile file, ReadingLimits limits) throws IOException {
        // Between listing and reading the file may have been swapped for a link.
        return Files.newInputStream(paths.get(file.index()), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() {}

    private static final class RefusedFileException extends IOException {
        private static final long serialVersionUID = 1L;
        private final String reason;

        RefusedFileException(String reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private static final class Listing extends SimpleFileVisitor<Path> {
        private final Path root;
        private final ReadingLimits limits;
        private final List<TreeFile> files = new ArrayList<>();
        private final List<Path> paths = new ArrayList<>();

        Listing(Path root, ReadingLimits limits) {
            this.root = root;
            this.limits = limits;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (folder.getNameCount() - root.getNameCount() > DEEPEST) {
                throw new RefusedFileException("Folder '%s' lies more than %d levels deep; an image set is CLASS/IMAGE"
                        .formatted(FileNames.printable(String.valueOf(folder.getFileName())), DEEPEST));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            List<String> segments = segments(root.relativize(file));
            String shown = FileNames.printable(String.join("/", segments));
            if (attributes.isSymbolicLink()) {
                throw new RefusedFileException(
                        "'" + shown + "' is a link; links are refused: put the file itself there, or remove it");
            }
            if (!attributes.isRegularFile()) {
                throw new RefusedFileException("'" + shown + "' is not a plain file; remove it");
            }
            if (files.size() >= 2L * limits.images()) {
                throw new RefusedFileException("The folder holds more than %,d files; limit %,d images"
                        .formatted(files.size(), limits.images()));
            }
            files.add(new TreeFile(segments, paths.size()));
            paths.add(file);
            return FileVisitResult.CONTINUE;
        }
    }

    private static List<String> segments(Path relative) {
        List<String> segments = new ArrayList<>();
        for (Path part : relative) {
            segments.add(FileNames.normal(name(part)));
        }
        return List.copyOf(segments);
    }

    /**
     * The name as UTF-8 whatever the locale says: Java decodes names with the locale's charset, but its URIs keep the bytes.
     */
    private static String name(Path part) {
        String decoded = part.toString();
        if (decoded.chars().allMatch(c -> c < 128)) {
            return decoded;
        }
        URI uri = part.toUri();
        String raw = uri.getRawPath();
        String last = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        return decode(last.substring(last.lastIndexOf('/') + 1));
    }

    private static String decode(String escaped) {
        ByteBuffer bytes = ByteBuffer.allocate(escaped.length() * 3);
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes.put((byte) Integer.parseInt(escaped, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        bytes.flip();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            return StandardCharsets.ISO_8859_1.decode(bytes).toString();
        }
    }
}
