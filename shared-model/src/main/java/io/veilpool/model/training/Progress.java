package io.veilpool.model.training;

/** Hears how far a step is. */
@FunctionalInterface
public interface Progress {
    /**
     * @param phase           what is going on, in the paper's words
     * @param step            steps done
     * @param steps           steps in all
     * @param loss            latest loss; NaN where there is none
     * @param imagesPerSecond rate of late
     */
    void report(String phase, int step, int steps, double loss, double imagesPerSecond);

    static Progress silent() {
        return (phase, step, steps, loss, imagesPerSecond) -> {};
    }
}
