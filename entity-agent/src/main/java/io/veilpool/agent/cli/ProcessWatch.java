package io.veilpool.agent.cli;

import java.util.Optional;

/** Ends this process when another one is gone, so that nothing is left behind when whoever started it was killed. */
final class ProcessWatch {
    private static final int STATUS = 1;

    private ProcessWatch() {}

    static void exitWith(long pid) {
        Optional<ProcessHandle> watched = ProcessHandle.of(pid);
        if (watched.isEmpty()) {
            Runtime.getRuntime().halt(STATUS);
        }
        watched.ifPresent(
                process -> process.onExit().thenRun(() -> Runtime.getRuntime().halt(STATUS)));
    }
}
