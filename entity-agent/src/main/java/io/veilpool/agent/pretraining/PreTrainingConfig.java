package io.veilpool.agent.pretraining;

/**
 * Settings of pre-training.
 *
 * @param steps              steps of the classifier, Eq. (1)
 * @param batch              images of one step
 * @param peakRate           greatest learning rate of the one-cycle schedule
 * @param weightDecay        of the classifier
 * @param reconstructorSteps steps of the reconstructor, Eq. (3)
 * @param reconstructorBatch images of one of its steps
 * @param reconstructorRate  greatest learning rate of Adam for it
 */
public record PreTrainingConfig(
        int steps,
        int batch,
        double peakRate,
        double weightDecay,
        int reconstructorSteps,
        int reconstructorBatch,
        double reconstructorRate) {
    public static final PreTrainingConfig DEFAULT = new PreTrainingConfig(2000, 32, 0.07, 5e-4, 700, 64, 4e-3);
    public static final PreTrainingConfig QUICK = new PreTrainingConfig(500, 32, 0.07, 5e-4, 300, 64, 4e-3);

    public PreTrainingConfig {
        positive("steps", steps);
        positive("batch", batch);
        positive("peakRate", peakRate);
        positive("reconstructorSteps", reconstructorSteps);
        positive("reconstructorBatch", reconstructorBatch);
        positive("reconstructorRate", reconstructorRate);
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("weightDecay must be >= 0, was " + weightDecay);
        }
    }

    private static void positive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be > 0, was " + value);
        }
    }
}
