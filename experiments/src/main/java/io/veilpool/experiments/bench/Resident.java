package io.veilpool.experiments.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory of this process that lies in the machine's, as Linux counts it. */
final class Resident {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path FORGET = Path.of("/proc/self/clear_refs");
    /** Sets the peak back to what is resident now (proc(5)). */
    private static final String PEAK = "5";

    private static final double KIB_OF_MIB = 1024;

    private Resident() {}

    /** The greatest size from now on is the next peak; where that is not allowed, it stays the greatest ever. */
    static void forgetPeak() {
        try {
            Files.writeString(FORGET, PEAK);
        } catch (IOException e) {
            // The peak is then an upper bound.
        }
    }

    /** MiB; nothing if the system does not say. */
    static OptionalDouble peak() {
        return field("VmHWM");
    }

    /** MiB; nothing if the system does not say. */
    static OptionalDouble now() {
        return field("VmRSS");
    }

    private static OptionalDouble field(String name) {
        try {
            Matcher line = Pattern.compile(name + ":\\s+(\\d+) kB").matcher(Files.readString(STATUS));
            return line.find() ? OptionalDouble.of(Long.parseLong(line.group(1)) / KIB_OF_MIB) : OptionalDouble.empty();
        } catch (IOException e) { // not Linux
            return OptionalDouble.empty();
        }
    }
}
