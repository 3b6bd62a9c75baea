package io.veilpool.model.architecture;

/** An architecture that is not one of ours, is too large, or does not fit together; the message says where and why. */
public final class InvalidArchitectureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidArchitectureException(String message) {
        super(message);
    }
}
