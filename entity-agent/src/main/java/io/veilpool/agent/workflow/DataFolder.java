package io.veilpool.agent.workflow;

import io.veilpool.agent.vault.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The agent's folder, readable for its owner only, and the lock that keeps a second agent out of it. The system gives
 * the lock back when the process ends, however it ends.
 */
public final class DataFolder implements AutoCloseable {
    private static final ConcurrentHashMap<Path, Long> HELD_HERE = new ConcurrentHashMap<>();
    /** Behind the locked byte, because a locked range cannot be read on every system. */
    private static final int PID_OFFSET = 1;

    private final Path root;
    private final @Nullable FileChannel channel;
    private final @Nullable FileLock lock;

    private DataFolder(Path root, @Nullable FileChannel channel, @Nullable FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /** For looking only: takes no lock and makes nothing. */
    public static DataFolder look(Path root) {
        return new DataFolder(root, null, null);
    }

    /** @throws DataFolderBusyException if another agent holds the folder; names its process */
    public static DataFolder hold(Path root) throws IOException, DataFolderBusyException {
        PrivateFiles.ownersFolder(root);
        Path real = root.toRealPath();
        Path file = real.resolve("lock");
        if (HELD_HERE.putIfAbsent(real, ProcessHandle.current().pid()) != null) {
            throw new DataFolderBusyException(
                    root, Long.toString(ProcessHandle.current().pid()));
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new DataFolderBusyException(root, holder(channel));
            }
            channel.truncate(PID_OFFSET);
            String pid = Long.toString(ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), PID_OFFSET);
            removeHalfWritten(real);
            return new DataFolder(real, channel, lock);
        } catch (IOException | DataFolderBusyException e) {
            HELD_HERE.remove(real);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    /** What a killed agent was writing, original features among it. */
    private static void removeHalfWritten(Path root) throws IOException {
        try (DirectoryStream<Path> rooms = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path room : rooms) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(room, "writing-*.part")) {
                    for (Path file : files) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(0, PID_OFFSET, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        int read = channel.read(text, PID_OFFSET);
        String pid = read <= 0 ? "" : new String(text.array(), 0, read, StandardCharsets.US_ASCII).strip();
        return pid.matches("\\d+") ? pid : "unknown";
    }

    public Path root() {
        return root;
    }

    public Path identity() {
        return root.resolve("identity");
    }

    public Path vault() {
        return root.resolve("vault");
    }

    public Path releases() {
        return root.resolve("releases");
    }

    public Path features() {
        return root.resolve("features");
    }

    public Path dpm() {
        return root.resolve("dpm");
    }

    /** What was given away under each DPM, encrypted. */
    Path exposure() {
        return dpm().resolve("exposure.sealed");
    }

    public Path reports() {
        return root.resolve("reports");
    }

    public Path publication() {
        return root.resolve("publication");
    }

    public Path snapshots() {
        return root.resolve("snapshots");
    }

    /** Deletes the rows of a snapshot that were fetched. */
    void forgetSnapshot(UUID snapshot) throws IOException {
        Path folder = snapshots().resolve(snapshot.toString());
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** Certificates of what this entity withdrew. */
    public Path withdrawals() {
        return root.resolve("withdrawals");
    }

    public Path deciders() {
        return root.resolve("deciders");
    }

    public Path results() {
        return root.resolve("results");
    }

    /** A subfolder, made if it is not there. */
    public Path made(Path folder) throws IOException {
        PrivateFiles.folder(folder);
        return folder;
    }

    @Override
    public void close() throws IOException {
        if (lock != null && channel != null) {
            lock.release();
            channel.close();
            HELD_HERE.remove(root);
        }
    }

    /** Whether something is there that an agent made. */
    public boolean exists() {
        return Files.isDirectory(root);
    }
}
