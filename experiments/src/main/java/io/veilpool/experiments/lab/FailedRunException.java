package io.veilpool.experiments.lab;

/** A run that has no figures because a training failed its own checks; that is a result, and is written down as one. */
public final class FailedRunException extends Exception {
    private static final long serialVersionUID = 1L;

    public FailedRunException(String message) {
        super(message);
    }
}
