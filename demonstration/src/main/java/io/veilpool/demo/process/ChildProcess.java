package io.veilpool.demo.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A started process and its log, which holds all it says on both streams. */
public final class ChildProcess {
    private static final int TAIL_BYTES = 64 * 1024;

    private final String name;
    private final Path log;
    private final Process process;
    private final long logStart;

    ChildProcess(String name, Path log, Process process, long logStart) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.logStart = logStart;
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Exit status of a process that has ended; 137 after {@code kill -9}. */
    public int exitStatus() {
        return process.exitValue();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Where this process's own lines begin in the log: earlier ones are an earlier start's. */
    long logStart() {
        return logStart;
    }

    /** The last lines that this process wrote. */
    public List<String> tail(int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(logStart, file.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of("(its log " + log + " cannot be read: " + e.getMessage() + ")");
        }
    }

    /** Whether a line that this process wrote begins with {@code prefix}. */
    public boolean hasSaid(String prefix) {
        try {
            byte[] bytes = Files.readAllBytes(log);
            return new String(bytes, (int) logStart, bytes.length - (int) logStart, StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> line.startsWith(prefix));
        } catch (IOException e) {
            return false;
        }
    }
}
