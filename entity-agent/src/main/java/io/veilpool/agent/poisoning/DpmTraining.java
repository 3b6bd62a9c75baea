package io.veilpool.agent.poisoning;

import java.util.List;

/**
 * A DPM that passed its own checks on validation images.
 *
 * @param dpm       the caller closes it
 * @param restarts  starts that were given up before this one
 * @param incidents one sentence for each of them: what went wrong, value, limit
 */
public record DpmTraining(PrivateDpm dpm, int restarts, List<String> incidents) {
    public DpmTraining {
        incidents = List.copyOf(incidents);
    }
}
