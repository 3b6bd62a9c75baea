package io.veilpool.agent.vault;

/** The vault cannot be opened, or something in it cannot be read; the message says what to do. */
public final class VaultException extends Exception {
    private static final long serialVersionUID = 1L;

    public VaultException(String message) {
        super(message);
    }

    public VaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
