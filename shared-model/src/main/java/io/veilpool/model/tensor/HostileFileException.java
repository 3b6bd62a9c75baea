package io.veilpool.model.tensor;

/** A file from another party that breaks a rule of its format; the message names value, limit and remedy, never content. */
public final class HostileFileException extends Exception {
    private static final long serialVersionUID = 1L;

    public HostileFileException(String message) {
        super(message);
    }

    public HostileFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
