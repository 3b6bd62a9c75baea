package io.veilpool.experiments.lab;

import io.veilpool.agent.poisoning.PrivateDpm;

/**
 * A DPM, closed by whoever asked for it.
 *
 * @param restarts starts that were given up before this one
 */
public record TrainedDpm(PrivateDpm dpm, int restarts) implements AutoCloseable {
    @Override
    public void close() {
        dpm.close();
    }
}
