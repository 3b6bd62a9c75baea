package io.veilpool.demo.process;

import java.time.Instant;
import java.util.Optional;

/** A process as a file remembers it: its start time tells it from a later process with the same number. */
record NotedProcess(long pid, long startedMillis) {

    static NotedProcess of(ProcessHandle handle) {
        return new NotedProcess(
                handle.pid(),
                handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    static Optional<NotedProcess> parse(String line) {
        String[] parts = line.strip().split(" ", -1);
        try {
            return parts.length == 2
                    ? Optional.of(new NotedProcess(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                    : Optional.empty();
        } catch (NumberFormatException damaged) { // half a line of a killed run
            return Optional.empty();
        }
    }

    String line() {
        return pid + " " + startedMillis;
    }

    /** The very same process, if it still runs. */
    Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid).filter(handle -> of(handle).equals(this));
    }
}
