package io.veilpool.experiments.run;

import com.sun.management.OperatingSystemMXBean;
import io.veilpool.model.network.Engines;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a run was computed on.
 *
 * @param processor model name, and what it was held to
 * @param cores     processors that the Java machine sees
 * @param threads   threads inside one operation; figures repeat for the same number only
 * @param memoryGib of the machine, rounded
 * @param java      version
 * @param engine    name, version, device
 */
public record Hardware(String processor, int cores, int threads, int memoryGib, String java, String engine) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This machine. */
    public static Hardware here(int threads) {
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return new Hardware(
                heldTo().isEmpty() ? model() : model() + " held to " + heldTo(),
                Runtime.getRuntime().availableProcessors(),
                threads,
                Math.toIntExact(Math.round(memory / (double) (1L << 30))),
                Runtime.version().toString(),
                Engines.describe());
    }

    /** Instructions that this process is held to, as PyTorch calls them, where it and oneDNN were both told; empty: none. */
    public static String heldTo() {
        String engine = environment("ATEN_CPU_CAPABILITY");
        return engine.equals(environment("ONEDNN_MAX_CPU_ISA")) ? engine : "";
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value.toLowerCase(Locale.ROOT);
    }

    private static String model() {
        try (var lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) { // not Linux
            return System.getProperty("os.arch");
        }
    }

    /** In words, for the page. */
    public String text() {
        return "%s, %d cores, %d threads, %d GiB, Java %s, %s"
                .formatted(processor, cores, threads, memoryGib, java, engine);
    }
}
