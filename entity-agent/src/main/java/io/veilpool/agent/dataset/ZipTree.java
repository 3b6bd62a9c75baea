package io.veilpool.agent.dataset;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A zip. Nothing is unpacked to disk. Names that point outside, links, encryption and entries that expand beyond the limits
 * are refused before or while reading; every entry's checksum is compared.
 */
final class ZipTree implements FileTree {
    private static final long ALWAYS_FINE = 64 * 1024;

    private final ZipFile zip;
    private final List<ZipEntry> entries;
    private final List<TreeFile> files;

    private ZipTree(ZipFile zip, List<ZipEntry> entries, List<TreeFile> files) {
        this.zip = zip;
        this.entries = entries;
        this.files = files;
    }

    static ZipTree open(Path location, ReadingLimits limits) throws UnusableImagesException {
        String shown = FileNames.printable(String.valueOf(location.getFileName()));
        ZipFile zip = null;
        try {
            ZipDirectory.requirePlainEntries(location, shown);
            zip = openFile(location);
            ZipTree tree = list(zip, shown, limits);
            zip = null;
            return tree;
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableImagesException(
                    "'%s' is not a readable zip: damaged or cut off; pack or copy it again".formatted(shown), e);
        } finally {
            closeQuietly(zip);
        }
    }

    private static ZipFile openFile(Path location) throws IOException {
        try {
            return new ZipFile(location.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            if (!String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("bad entry name")) {
                throw e;
            }
            // Old packers wrote names in code page 437 without saying so.
            return new ZipFile(location.toFile(), Charset.forName("IBM437"));
        }
    }

    private static void closeQuietly(@Nullable ZipFile zip) {
        try {
            if (zip != null) {
                zip.close();
            }
        } catch (IOException e) {
            // Read only: nothing can be lost.
        }
    }

    private static ZipTree list(ZipFile zip, String shown, ReadingLimits limits) throws UnusableImagesException {
        List<ZipEntry> entries = new ArrayList<>();
        List<TreeFile> files = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        long total = 0;
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            List<String> segments = segments(entry.getName(), shown);
            if (entry.isDirectory()) {
                continue;
            }
            TreeFile file = new TreeFile(segments, entries.size());
            if (!seen.add(file.path())) {
                throw new UnusableImagesException(
                        "'%s' holds '%s' twice; pack it again".formatted(shown, FileNames.printable(file.path())));
            }
            total += Math.max(0, entry.getSize());
            requireSizes(entry, file, total, shown, limits);
            entries.add(entry);
            files.add(file);
        }
        files.sort(Comparator.comparing(TreeFile::path));
        return new ZipTree(zip, entries, List.copyOf(files));
    }

    private static void requireSizes(ZipEntry entry, TreeFile file, long total, String shown, ReadingLimits limits)
            throws UnusableImagesException {
        long size = entry.getSize();
        if (size > ALWAYS_FINE && size > limits.expansion() * Math.max(1, entry.getCompressedSize())) {
            throw new UnusableImagesException(
                    "'%s' in '%s' expands %,d times, limit %,.0f: it looks like a decompression bomb; remove it"
                            .formatted(
                                    FileNames.printable(file.path()),
                                    shown,
                                    size / Math.max(1, entry.getCompressedSize()),
                                    limits.expansion()));
        }
        if (total > limits.archiveBytes()) {
            throw new UnusableImagesException("'%s' expands to more than %,d bytes; split it into smaller sets"
                    .formatted(shown, limits.archiveBytes()));
        }
        if (file.index() >= 2L * limits.images()) {
            throw new UnusableImagesException(
                    "'%s' holds more than %,d files; limit %,d images".formatted(shown, file.index(), limits.images()));
        }
    }

    private static List<String> segments(String name, String shown) throws UnusableImagesException {
        String trimmed = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        List<String> segments = List.of(trimmed.split("/", -1));
        boolean outside = segments.contains("..") || segments.contains(".") || segments.contains("");
        boolean drive = trimmed.length() > 1 && trimmed.charAt(1) == ':';
        if (outside || drive || trimmed.indexOf('\\') >= 0 || trimmed.indexOf('\0') >= 0) {
            throw new UnusableImagesException(
                    "'%s' holds the name '%s', which could point outside of it (absolute, '..', or backslash); pack it again with plain names"
                            .formatted(shown, FileNames.printable(name)));
        }
        return segments.stream().map(FileNames::normal).toList();
    }

    @Override
    public List<TreeFile> files() {
        return files;
    }

    @Override
    public byte[] bytes(TreeFile file, ReadingLimits limits) throws IOException, UnreadableImageException {
        ZipEntry entry = entries.get(file.index());
        if (entry.getSize() > limits.fileBytes()) {
            throw new UnreadableImageException(
                    "expands to %,d bytes, limit %,d".formatted(entry.getSize(), limits.fileBytes()));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            // The directory's size may lie: never read more than it says.
            byte[] bytes = in.readNBytes((int) entry.getSize());
            CRC32 checksum = new CRC32();
            checksum.update(bytes);
            if (bytes.length != entry.getSize() || in.read() >= 0 || checksum.getValue() != entry.getCrc()) {
                throw new UnreadableImageException(
                        "does not match its size or checksum in the zip: damaged or cut off");
            }
            return bytes;
        } catch (ZipException e) {
            throw new UnreadableImageException("cannot be unpacked: damaged or packed in an unknown way", e);
        }
    }

    /** In memory, since only a whole entry has a checksum to compare. */
    @Override
    public InputStream stream(TreeFile file, ReadingLimits limits) throws IOException, UnreadableImageException {
        return new ByteArrayInputStream(bytes(file, limits));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
