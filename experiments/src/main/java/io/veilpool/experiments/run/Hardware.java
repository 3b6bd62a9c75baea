package io.veilpool.experiments.run;

import com.sun.management.OperatingSystemMXBean;
import io.veilpool.model.network.Engines;
import java.lang.management.ManagementFactory;

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
    /** This machine. */
    public static Hardware here(int threads) {
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return new Hardware(
                Engines.processor(),
                Runtime.getRuntime().availableProcessors(),
                threads,
                Math.toIntExact(Math.round(memory / (double) (1L << 30))),
                Runtime.version().toString(),
                Engines.describe());
    }

    /** In words, for the page. */
    public String text() {
        return "%s, %d cores, %d threads, %d GiB, Java %s, %s"
                .formatted(processor, cores, threads, memoryGib, java, engine);
    }
}
