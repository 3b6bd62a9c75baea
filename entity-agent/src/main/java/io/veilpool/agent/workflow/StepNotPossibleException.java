package io.veilpool.agent.workflow;

/** A step that cannot be done now; the message says what comes first. */
public final class StepNotPossibleException extends Exception {
    private static final long serialVersionUID = 1L;

    public StepNotPossibleException(String message) {
        super(message);
    }
}
