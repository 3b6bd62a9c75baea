package io.veilpool.experiments.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finished runs, one line each, in {@code runs.jsonl} of a folder that one process holds at a time. A line is written in one go and
 * forced to the disk; what a kill leaves of one is cut off at the next start, so that at most the run in progress is lost.
 */
public final class RunFile implements AutoCloseable {
    public static final String NAME = "runs.jsonl";

    private final Path file;
    private final FileChannel channel;
    private final List<RunRecord> records;
    private final boolean torn;

    private RunFile(Path file, FileChannel channel, List<RunRecord> records, boolean torn) {
        this.file = file;
        this.channel = channel;
        this.records = records;
        this.torn = torn;
    }

    /**
     * Makes folder and file where they are missing.
     *
     * @throws RefusedResultsException if another process holds the folder or a line cannot be trusted
     */
    public static RunFile open(Path folder) throws RefusedResultsException, IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(NAME);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!lock(channel)) {
                throw new RefusedResultsException(
                        "another process writes to " + file + ": wait for it, or give another --out");
            }
            String text = Files.readString(file);
            int whole = text.lastIndexOf('\n') + 1;
            List<RunRecord> records = parse(text.substring(0, whole));
            boolean torn = whole < text.length();
            if (torn) {
                channel.truncate(text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
                channel.force(true);
            }
            return new RunFile(file, channel, records, torn);
        } catch (IOException | RefusedResultsException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) { // held by this process
            return false;
        }
    }

    /** The runs in a file that nobody writes to. */
    public static List<RunRecord> read(Path file) throws RefusedResultsException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new RefusedResultsException(
                    "there is no file " + file + ": run an experiment first, then put its " + NAME + " there");
        }
        return parse(Files.readString(file));
    }

    private static List<RunRecord> parse(String text) throws RefusedResultsException {
        List<RunRecord> records = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                records.add(RunRecord.parse(line, "line " + number + " of " + NAME));
            }
        }
        return records;
    }

    /** Whether the file ended in half a line, which was cut off. */
    public boolean torn() {
        return torn;
    }

    public List<RunRecord> records() {
        return List.copyOf(records);
    }

    /** Whether there is a run of this key that had these settings. */
    public boolean has(RunKey key, String settings) {
        return finished(key, settings).isPresent();
    }

    /** The newest run of this key that had these settings. */
    public Optional<RunRecord> finished(RunKey key, String settings) {
        return records.stream()
                .filter(r -> r.key().equals(key) && r.settings().equals(settings))
                .reduce((earlier, later) -> later);
    }

    /**
     * The line is on the disk when this returns.
     *
     * @throws IOException if it cannot be written, for instance because the disk is full; the file is then as it was
     */
    public void append(RunRecord record) throws IOException {
        long before = channel.size();
        ByteBuffer line = ByteBuffer.wrap((record.line() + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            channel.position(before);
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            channel.truncate(before);
            throw new IOException(file + " cannot be written: " + e.getMessage(), e);
        }
        records.add(record);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
