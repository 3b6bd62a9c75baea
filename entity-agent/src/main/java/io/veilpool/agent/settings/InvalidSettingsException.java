package io.veilpool.agent.settings;

/** Settings that cannot be used; the message names the key, the value, the limit and the remedy. */
public final class InvalidSettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidSettingsException(String message) {
        super(message);
    }

    public InvalidSettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
