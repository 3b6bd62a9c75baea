package io.veilpool.agent.client;

/** The coordinator or the object store did not answer in time, repeatedly. The message names the address. */
public final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreachableException(String message) {
        super(message);
    }

    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
