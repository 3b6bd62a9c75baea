package io.veilpool.model.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Where rows lie while they are made and used. What it gives is freed when nobody refers to it any more. */
@FunctionalInterface
public interface RowMemory {
    /** In the machine's memory, outside the heap: it grows with every row. */
    RowMemory RESIDENT = bytes -> Arena.ofAuto().allocate(bytes, Long.BYTES);

    /**
     * Zeros.
     *
     * @param bytes at least 1
     * @throws UncheckedIOException if the disk has no room for them
     */
    MemorySegment take(long bytes);

    /**
     * In nameless files of a folder, which the system writes out and drops from memory as it needs room: what is resident does not grow with
     * the number of rows. The files are readable by their owner only, take their room on the disk at once, and are gone with the process.
     *
     * @param folder exists; as private as the rows
     */
    static RowMemory onDisk(Path folder) {
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return bytes -> {
            try {
                Path file = Files.createTempFile(folder, "rows", ".part", ownerOnly);
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    Files.delete(file);
                    fill(channel, bytes);
                    return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "%,d bytes of rows find no place in %s: %s".formatted(bytes, folder, e.getMessage()), e);
            }
        };
    }

    /** A page of a file that the disk has no room for would end the process when it is touched. */
    private static void fill(FileChannel channel, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        for (long written = 0; written < bytes; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - written));
            written += channel.write(zeros);
        }
    }
}
