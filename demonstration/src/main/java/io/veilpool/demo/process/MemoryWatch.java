package io.veilpool.demo.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * Watches how much memory all processes of a run use together: proportional set size, in which pages that several processes share count
 * once. The kernel walks all pages to tell it, 80 ms for ten processes, so it is asked only when the sum of resident set sizes, looked at
 * every two seconds, has grown by a hundredth: that much a peak may be missed by. A process belongs to the run if it descends from this
 * one or names the run's folder on its command line, as a database server does that put itself into the background. Linux only; elsewhere
 * 0.
 */
public final class MemoryWatch implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");
    private static final int INTERVAL_MILLIS = 2000;
    private static final double GROWTH = 1.01;

    private final String folder;
    private final Thread thread;
    private long greatestResidentKiB;
    private volatile long peakKiB;

    private MemoryWatch(Path folder) {
        this.folder = folder.toAbsolutePath().toString();
        this.thread = Thread.ofPlatform().daemon().name("memory-watch").unstarted(this::watch);
    }

    /** Starts to sample. */
    public static MemoryWatch start(Path folder) {
        MemoryWatch watch = new MemoryWatch(folder);
        watch.thread.start();
        return watch;
    }

    /** Greatest sum so far, in MiB. */
    public long peakMiB() {
        return peakKiB / 1024;
    }

    private void watch() {
        try {
            while (Files.isDirectory(PROC)) {
                sample();
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sample() {
        Set<Long> processes = processes();
        long resident = sum(processes, MemoryWatch::residentKiB);
        if (resident > greatestResidentKiB * GROWTH) {
            greatestResidentKiB = resident;
            peakKiB = Math.max(peakKiB, sum(processes, MemoryWatch::proportionalKiB));
        }
    }

    private static long sum(Set<Long> processes, LongUnaryOperator kiB) {
        return processes.stream().mapToLong(kiB::applyAsLong).sum();
    }

    private static long residentKiB(long pid) {
        return field(PROC.resolve(pid + "/status"), "VmRSS:");
    }

    private Set<Long> processes() {
        Map<Long, Long> parents = new HashMap<>();
        Set<Long> ours = new HashSet<>();
        ours.add(ProcessHandle.current().pid());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                parents.put(pid, parent(entry));
                if (commandLine(entry).contains(folder)) {
                    ours.add(pid);
                }
            }
        } catch (IOException e) {
            return ours;
        }
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Map.Entry<Long, Long> entry : parents.entrySet()) {
                if (ours.contains(entry.getValue())) {
                    grew |= ours.add(entry.getKey());
                }
            }
        }
        return ours;
    }

    private static long parent(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // the name may hold blanks
            return Long.parseLong(fields[1]);
        } catch (IOException | RuntimeException gone) {
            return -1;
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException | RuntimeException gone) {
            return "";
        }
    }

    private static long proportionalKiB(long pid) {
        return field(PROC.resolve(pid + "/smaps_rollup"), "Pss:");
    }

    private static long field(Path file, String name) {
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException | RuntimeException gone) {
            return 0;
        }
        return 0;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
