package io.veilpool.model.network;

/** A release that must not be used; the message says what was wrong, with value and limit. */
public final class ReleaseRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public ReleaseRefusedException(String message) {
        super(message);
    }
}
