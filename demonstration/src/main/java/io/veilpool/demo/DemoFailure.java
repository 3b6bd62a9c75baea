package io.veilpool.demo;

/** The run cannot go on; the message says what happened and what to do. */
final class DemoFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    DemoFailure(String message) {
        this(message, 1);
    }

    DemoFailure(String message, int exitStatus) {
        super(message);
        this.exitStatus = exitStatus;
    }

    int exitStatus() {
        return exitStatus;
    }
}
