package io.veilpool.embedded;

import java.io.IOException;

/**
 * A shell of its own that ends the postmaster (fast shutdown) once the JVM is gone, {@code kill -9} included, and
 * itself once the postmaster is. It names the process, never the folder: a newer server there is not its business.
 */
final class PostgresWatchdog {
    private static final String SCRIPT = """
            runs() { [ -e /proc/$1/status ] && ! grep -q '^State:[[:space:]]*[ZX]' /proc/$1/status 2>/dev/null; }
            while runs "$1" && runs "$2"; do sleep 1; done
            runs "$1" || { runs "$2" && kill -INT "$2"; }
            """;

    private PostgresWatchdog() {}

    static void start(long parent, long postmaster) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "setsid", "sh", "-c", SCRIPT, "postgresql-watchdog", Long.toString(parent), Long.toString(postmaster));
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.start();
    }
}
