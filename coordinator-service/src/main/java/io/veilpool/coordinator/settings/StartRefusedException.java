package io.veilpool.coordinator.settings;

/** The coordinator does not start; printed as two lines, what and remedy, without a stack trace. */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    public StartRefusedException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
