package io.veilpool.agent.dataset;

/**
 * An image set cannot be used. The message names the file, the value, the limit and the remedy, and never what an image shows.
 */
public final class UnusableImagesException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnusableImagesException(String message) {
        super(message);
    }

    public UnusableImagesException(String message, Throwable cause) {
        super(message, cause);
    }
}
