package io.veilpool.agent.client;

import org.jspecify.annotations.Nullable;

/** The coordinator or the object store answered no; the message is a sentence for people. */
public final class CoordinatorRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String type;

    public CoordinatorRefusedException(int status, @Nullable String type, String message) {
        super(message);
        this.status = status;
        this.type = type;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** URI of the problem, one of {@code ProblemType}'s, if the answer had one. */
    public @Nullable String type() {
        return type;
    }
}
