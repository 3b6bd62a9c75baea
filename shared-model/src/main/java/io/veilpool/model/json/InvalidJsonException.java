package io.veilpool.model.json;

/** JSON that is not exactly what the record asks for; the message says where, without quoting the text. */
public final class InvalidJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidJsonException(String message) {
        super(message);
    }

    public InvalidJsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
