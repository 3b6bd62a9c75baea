package io.veilpool.model.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns at a machine's processors, so that several agents and a worker on one machine do not slow one another down.
 * A turn is a lock on one of {@code slots} files; the system gives it back when the process ends, however it ends.
 */
public final class ComputeTurns {
    private static final long POLL_MILLIS = 200;

    private ComputeTurns() {}

    /** One or all turns; closing gives them back. */
    public static final class Turn implements AutoCloseable {
        private final List<FileLock> locks;

        private Turn(List<FileLock> locks) {
            this.locks = locks;
        }

        @Override
        public void close() {
            for (FileLock lock : locks) {
                try (FileChannel channel = lock.acquiredBy() instanceof FileChannel file ? file : null) {
                    lock.release();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Waits for one of the slots; without a folder there is nothing to wait for. */
    public static Turn take(@Nullable Path folder, int slots) throws InterruptedException {
        return wait(folder, slots, 1);
    }

    /** Waits until every slot is free and takes them all. Slots are taken in order, so that two callers cannot block each other. */
    public static Turn takeAll(@Nullable Path folder, int slots) throws InterruptedException {
        return wait(folder, slots, slots);
    }

    private static Turn wait(@Nullable Path folder, int slots, int wanted) throws InterruptedException {
        List<FileLock> held = new ArrayList<>();
        if (folder == null) {
            return new Turn(held);
        }
        try {
            Files.createDirectories(folder);
            int slot = 0;
            while (held.size() < wanted) {
                FileLock lock = tryLock(folder.resolve("turn-" + slot + ".lock"));
                if (lock != null) {
                    held.add(lock);
                    slot = (slot + 1) % slots;
                } else if (wanted == 1 && slot + 1 < slots) {
                    slot++;
                } else {
                    slot = wanted == 1 ? 0 : slot;
                    Thread.sleep(POLL_MILLIS);
                }
            }
            return new Turn(held);
        } catch (IOException e) {
            new Turn(held).close();
            throw new UncheckedIOException("no turn can be taken in " + folder, e);
        }
    }

    private static @Nullable FileLock tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (java.nio.channels.OverlappingFileLockException e) {
            lock = null; // held by another thread of this process
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock;
    }
}
