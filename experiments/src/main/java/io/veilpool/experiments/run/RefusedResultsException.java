package io.veilpool.experiments.run;

/** A file of results cannot be trusted or written; the message says which line, why, and what to do. */
public final class RefusedResultsException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedResultsException(String message) {
        super(message);
    }

    public RefusedResultsException(String message, Throwable cause) {
        super(message, cause);
    }
}
