package io.veilpool.demo.images;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip without compression whose bytes depend on names and contents alone. It has its name only once it is complete. */
final class StoredZip implements Closeable {
    private static final LocalDateTime LONG_AGO = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path target;
    private final Path part;
    private final ZipOutputStream zip;
    private boolean complete;

    StoredZip(Path target) throws IOException {
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16));
    }

    void add(String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(LONG_AGO);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Finishes the file; without this call {@link #close} removes it. */
    void complete() throws IOException {
        zip.finish();
        complete = true;
    }

    @Override
    public void close() throws IOException {
        try {
            zip.close();
            if (complete) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
