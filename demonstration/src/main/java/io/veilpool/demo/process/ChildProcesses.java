package io.veilpool.demo.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The processes that a run started, newest first to be stopped. Every start is noted in a file, so that the next run
 * can wait for, or end, what a killed run left behind: nothing else is ever ended.
 */
public final class ChildProcesses implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Path folder;
    private final Path noted;
    private final BiConsumer<String, String> listener;
    private final List<ChildProcess> started = new ArrayList<>();
    private final List<ChildProcess> kept = new ArrayList<>();
    private final List<LogFollower> followers = new ArrayList<>();

    /**
     * @param folder   where processes run and logs lie in {@code logs}
     * @param listener hears (process name, line) for each line that a followed process writes
     */
    public ChildProcesses(Path folder, BiConsumer<String, String> listener) {
        this.folder = folder;
        this.noted = folder.resolve("processes.txt");
        this.listener = listener;
    }

    /** Ends what an earlier, killed run left behind; most of it ends by itself as soon as it misses that run. */
    public void endLeftovers(Duration patience) throws IOException, InterruptedException {
        if (!Files.exists(noted)) {
            return;
        }
        List<ProcessHandle> left = new ArrayList<>();
        for (String line : Files.readAllLines(noted)) {
            NotedProcess.parse(line).flatMap(NotedProcess::running).ifPresent(left::add);
        }
        await(left, patience);
        for (ProcessHandle handle : left) {
            if (handle.isAlive()) {
                handle.destroyForcibly();
            }
        }
        await(left, GRACE);
        Files.deleteIfExists(noted);
    }

    private static void await(List<ProcessHandle> handles, Duration patience) throws InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (handles.stream().anyMatch(ProcessHandle::isAlive)
                && Instant.now().isBefore(end)) {
            Thread.sleep(50);
        }
    }

    /**
     * Starts a command in the background.
     *
     * @param follow whether the listener hears its lines
     */
    public synchronized ChildProcess start(
            String name, List<String> command, Map<String, String> environment, Path workingFolder, boolean follow)
            throws IOException {
        Path log = Files.createDirectories(folder.resolve("logs")).resolve(name + ".log");
        Files.writeString(
                log,
                "--- " + Instant.now() + " " + String.join(" ", command) + System.lineSeparator(),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        long logStart = Files.size(log);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingFolder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        ChildProcess child = new ChildProcess(name, log, builder.start(), logStart);
        started.add(child);
        Files.writeString(
                noted,
                NotedProcess.of(child.handle()).line() + System.lineSeparator(),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        if (follow) {
            followers.add(LogFollower.start(child, listener));
        }
        return child;
    }

    /** Asks one process to end, then makes it. */
    public void stop(ChildProcess child) {
        ProcessHandle handle = child.handle();
        handle.destroy();
        try {
            handle.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handle.destroyForcibly();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            handle.destroyForcibly();
        }
    }

    /** Lets a process outlive this run; only {@link #endLeftovers} of a later run ends it. */
    public synchronized void keep(ChildProcess child) {
        kept.add(child);
    }

    /** Stops everything that still runs and is not kept, newest first. */
    @Override
    public synchronized void close() {
        for (ChildProcess child : started.reversed()) {
            if (child.isAlive() && !kept.contains(child)) {
                stop(child);
            }
        }
        followers.forEach(LogFollower::close);
        try {
            if (kept.isEmpty()) {
                Files.deleteIfExists(noted);
            } else {
                Files.write(
                        noted,
                        kept.stream()
                                .map(child -> NotedProcess.of(child.handle()).line())
                                .toList());
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
