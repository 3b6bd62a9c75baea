package io.veilpool.verify;

/** What was checked is not as it was signed; the message is a sentence that says what is wrong. */
final class NotVerifiedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotVerifiedException(String message) {
        super(message);
    }
}
