package io.veilpool.verify;

/** A file that was named cannot be read as what it was named for. */
final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
        super(message);
    }
}
