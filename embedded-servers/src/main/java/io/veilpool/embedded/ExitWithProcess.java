package io.veilpool.embedded;

import java.time.Duration;

/** Ties the life of this process to another's, so that a killed parent leaves no orphans behind. */
public final class ExitWithProcess {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private ExitWithProcess() {}

    /** Ends this JVM, shutdown hooks included, within a second or so of the end of process {@code pid}. Returns at once. */
    public static void watch(long pid) {
        Thread.ofPlatform().daemon().name("exit-with-" + pid).start(() -> {
            try {
                while (ProcessLife.runs(pid)) {
                    Thread.sleep(INTERVAL);
                }
                System.exit(0);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
