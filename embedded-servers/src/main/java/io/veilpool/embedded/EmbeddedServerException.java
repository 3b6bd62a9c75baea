package io.veilpool.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded server did not start or stop; the message says what was seen and what to do. */
public final class EmbeddedServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbeddedServerException(String message) {
        super(message);
    }

    public EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
