package io.veilpool.experiments.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of this process that lies in the machine's and belongs to no file, as Linux counts it: what the system cannot drop. Looked at
 * again and again while some work is done.
 */
final class Resident<T> {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern ANONYMOUS = Pattern.compile("RssAnon:\\s+(\\d+) kB");
    private static final double KIB_OF_MIB = 1024;
    private static final long NANOSECONDS_BETWEEN = 10_000_000;

    private final T result;
    private final double peak;

    private Resident(T result, double peak) {
        this.result = result;
        this.peak = peak;
    }

    /** Does the work and watches. */
    static <T> Resident<T> during(Supplier<T> work) {
        AtomicBoolean done = new AtomicBoolean();
        double[] peak = {now().orElse(Double.NaN)};
        Thread watch = Thread.ofPlatform().daemon().start(() -> {
            while (!done.get()) {
                now().ifPresent(value -> peak[0] = Math.max(peak[0], value));
                LockSupport.parkNanos(NANOSECONDS_BETWEEN);
            }
        });
        try {
            T result = work.get();
            done.set(true);
            watch.join();
            return new Resident<>(result, Math.max(peak[0], now().orElse(peak[0])));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while memory was watched", e);
        } finally {
            done.set(true);
        }
    }

    /** What came of the work. */
    T result() {
        return result;
    }

    /** MiB; nothing if the system does not say. */
    OptionalDouble peak() {
        return Double.isNaN(peak) ? OptionalDouble.empty() : OptionalDouble.of(peak);
    }

    /** MiB; nothing if the system does not say. */
    static OptionalDouble now() {
        try {
            Matcher line = ANONYMOUS.matcher(Files.readString(STATUS));
            return line.find() ? OptionalDouble.of(Long.parseLong(line.group(1)) / KIB_OF_MIB) : OptionalDouble.empty();
        } catch (IOException e) { // not Linux
            return OptionalDouble.empty();
        }
    }
}
