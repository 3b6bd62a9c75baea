package io.veilpool.model.training;

/**
 * How a decider is trained on cached features. The featurizer is fixed, so rows are computed once.
 *
 * @param steps            training steps, at least 1
 * @param batch            rows per step, at least 2
 * @param ownShare         share of each batch that comes from own original rows when there are pooled rows too, in [0, 1]
 * @param learningRate     greatest learning rate of Adam, > 0
 * @param clip             greatest global norm of a step's gradient, > 0
 * @param frozenStatistics whether BatchNorm keeps the start's statistics and is folded into its convolutions: poisoned rows then do not
 *     move what original rows need. The result is a decider without BatchNorm
 * @param trainedStages    the last so many blocks are trained (the classifying layer and the pooling before it count as one each), the
 *     ones before stay as they were; 0 trains everything
 * @param labelSmoothing   part of the target that is spread over all classes, in [0, 1)
 * @param checks           times that validation rows are looked at on the way; the best of these decides what is kept
 */
public record DeciderConfig(
        int steps,
        int batch,
        double ownShare,
        double learningRate,
        double clip,
        boolean frozenStatistics,
        int trainedStages,
        double labelSmoothing,
        int checks) {
    public DeciderConfig {
        within("steps", steps, 1, 10_000_000);
        within("batch", batch, 2, 65_536);
        within("ownShare", ownShare, 0, 1);
        within("learningRate", learningRate, 1e-9, 100);
        within("clip", clip, 1e-9, 1e9);
        within("trainedStages", trainedStages, 0, 1_000);
        within("labelSmoothing", labelSmoothing, 0, 0.999);
        within("checks", checks, 1, 10_000);
    }

    /** A decider from scratch: everything is trained. */
    public static DeciderConfig fromScratch() {
        return new DeciderConfig(300, 64, 0.5, 2e-3, 5, false, 0, 0, 1);
    }

    /** The published decider, gently: few blocks, small steps, its own statistics. */
    public static DeciderConfig gentle() {
        return new DeciderConfig(240, 64, 1 / 3.0, 2e-4, 5, true, 3, 0.1, 3);
    }

    /** A decider from pooled rows alone. */
    public static DeciderConfig poolOnly() {
        return new DeciderConfig(400, 96, 0, 2e-3, 5, false, 0, 0, 1);
    }

    public DeciderConfig withSteps(int newSteps) {
        return new DeciderConfig(
                newSteps, batch, ownShare, learningRate, clip, frozenStatistics, trainedStages, labelSmoothing, checks);
    }

    private static void within(String name, double value, double least, double greatest) {
        if (!(value >= least && value <= greatest)) {
            throw new IllegalArgumentException(
                    "a decider's " + name + " must be " + least + " to " + greatest + ", was " + value);
        }
    }
}
