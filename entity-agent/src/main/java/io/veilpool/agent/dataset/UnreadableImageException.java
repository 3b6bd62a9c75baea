package io.veilpool.agent.dataset;

/** One file cannot be used as an image. The message continues a sentence that begins with the file's name. */
final class UnreadableImageException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableImageException(String message) {
        super(message);
    }

    UnreadableImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
