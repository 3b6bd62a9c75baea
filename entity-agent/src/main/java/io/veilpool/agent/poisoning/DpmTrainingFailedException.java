package io.veilpool.agent.poisoning;

import java.util.List;

/** Every start collapsed, stuck at the identity or missed the limits; nothing is kept. */
public final class DpmTrainingFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> incidents;

    /** @param incidents one sentence for each start that failed */
    public DpmTrainingFailedException(String message, List<String> incidents) {
        super(message);
        this.incidents = List.copyOf(incidents);
    }

    /** One sentence for each start that failed. */
    public List<String> incidents() {
        return incidents;
    }
}
