package io.veilpool.model.training;

import io.veilpool.model.tensor.LabelledFeatures;
import java.util.List;

/**
 * How a decider is trained on cached features. The featurizer is fixed, so rows are computed once.
 *
 * @param steps            training steps, at least 1
 * @param batch            rows per step, at least 2
 * @param ownWeight        how many times as often as a pooled image of its class an own original row is drawn, at least 0 (pooled rows
 *     only) and at most 1e6; says nothing for classes with rows of one kind only
 * @param rowImages        images behind one pooled row, at least 1: a row of several stands for as many
 * @param learningRate     greatest learning rate of Adam, > 0
 * @param clip             greatest global norm of a step's gradient, > 0
 * @param frozenStatistics whether BatchNorm keeps the start's statistics and is folded into its convolutions: poisoned rows then do not
 *     move what original rows need. The result is a decider without BatchNorm
 * @param trainedStages    the last so many blocks are trained (the classifying layer and the pooling before it count as one each), the
 *     ones before stay as they were; 0 trains everything
 * @param labelSmoothing   part of the target that is spread over all classes, in [0, 1)
 */
public record DeciderConfig(
        int steps,
        int batch,
        double ownWeight,
        int rowImages,
        double learningRate,
        double clip,
        boolean frozenStatistics,
        int trainedStages,
        double labelSmoothing) {
    /** It, the pooling behind it and the classifying layer. */
    private static final int LAST_BLOCK = 3;

    /** A stray row or two make no class. */
    private static final int LEAST_ROWS = 5;

    public DeciderConfig {
        within("steps", steps, 1, 10_000_000);
        within("batch", batch, 2, 65_536);
        within("ownWeight", ownWeight, 0, 1e6);
        within("rowImages", rowImages, 1, 1_000);
        within("learningRate", learningRate, 1e-9, 100);
        within("clip", clip, 1e-9, 1e9);
        within("trainedStages", trainedStages, 0, 1_000);
        within("labelSmoothing", labelSmoothing, 0, 0.999);
    }

    /** A decider from scratch: everything is trained. */
    public static DeciderConfig fromScratch() {
        return new DeciderConfig(210, 64, 1, 1, 2e-3, 5, false, 0, 0);
    }

    /** The published decider, further trained. Own rows count more: deciders work on original features in the end. */
    public static DeciderConfig refining() {
        return new DeciderConfig(280, 64, 6, 1, 2e-3, 5, false, 0, 0.1);
    }

    /** A decider from pooled rows alone. */
    public static DeciderConfig poolOnly() {
        return new DeciderConfig(210, 64, 0, 1, 2e-3, 5, false, 0, 0);
    }

    public DeciderConfig withSteps(int newSteps) {
        return new DeciderConfig(
                newSteps,
                batch,
                ownWeight,
                rowImages,
                learningRate,
                clip,
                frozenStatistics,
                trainedStages,
                labelSmoothing);
    }

    public DeciderConfig withRowImages(int newRowImages) {
        return new DeciderConfig(
                steps,
                batch,
                ownWeight,
                newRowImages,
                learningRate,
                clip,
                frozenStatistics,
                trainedStages,
                labelSmoothing);
    }

    /**
     * For these rows. Where own rows lack a class that only rows of single images show, a decider would know that class by what a DPM's
     * rows have in common, and not know it in original features. DPMs make rows that look original from the inside of the published
     * decider, so there its early blocks stay as they are and the last block learns, unless this configuration already fixes some. (Ours;
     * figures in docs/frontier.md.)
     *
     * @param classes that the decider tells apart
     */
    public DeciderConfig fitting(
            List<? extends LabelledFeatures> own, List<? extends LabelledFeatures> pool, int classes) {
        boolean lacks = RowSource.ownLackAClass(
                new RowSource(own).rowsOfClass(classes), new RowSource(pool).rowsOfClass(classes), LEAST_ROWS);
        return rowImages > 1 || trainedStages > 0 || !lacks
                ? this
                : new DeciderConfig(
                        steps, batch, ownWeight, rowImages, learningRate, clip, true, LAST_BLOCK, labelSmoothing);
    }

    private static void within(String name, double value, double least, double greatest) {
        if (!(value >= least && value <= greatest)) {
            throw new IllegalArgumentException(
                    "a decider's " + name + " must be " + least + " to " + greatest + ", was " + value);
        }
    }
}
