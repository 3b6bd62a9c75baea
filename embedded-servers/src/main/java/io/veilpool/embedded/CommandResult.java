package io.veilpool.embedded;

/** How a command ended, with its output on one line. */
record CommandResult(int exitCode, String output) {
    boolean ok() {
        return exitCode == 0;
    }
}
