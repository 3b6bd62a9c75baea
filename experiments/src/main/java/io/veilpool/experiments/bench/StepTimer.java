package io.veilpool.experiments.bench;

import io.veilpool.model.training.Progress;

/** Listens to a training for how fast its steps are, without what comes before and after them. */
final class StepTimer implements Progress {
    private final String phase;
    private final boolean ofLate;
    private int done;
    private double seconds;

    private StepTimer(String phase, boolean ofLate) {
        this.phase = phase;
        this.ofLate = ofLate;
    }

    /** For a training that reports its rate since its beginning. */
    static StepTimer sinceBeginning(String phase) {
        return new StepTimer(phase, false);
    }

    /** For a training that reports its rate since the report before. */
    static StepTimer sinceLastReport(String phase) {
        return new StepTimer(phase, true);
    }

    @Override
    public void report(String reported, int step, int steps, double loss, double imagesPerSecond) {
        if (!reported.equals(phase)) {
            return;
        }
        // In seconds per image of a batch: the size of a batch cancels.
        seconds = ofLate ? seconds + (step - done) / imagesPerSecond : step / imagesPerSecond;
        done = step;
    }

    String phase() {
        return phase;
    }

    /** Mean over all steps. */
    double imagesPerSecond() {
        if (done == 0) {
            throw new IllegalStateException("no step of " + phase + " was reported");
        }
        return done / seconds;
    }
}
