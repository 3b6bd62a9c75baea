package io.veilpool.agent.pretraining;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings of pre-training.
 *
 * @param steps              steps of the classifier, Eq. (1); 0 publishes a state_dict's network as it is
 * @param batch              images of one step
 * @param peakRate           greatest learning rate of the one-cycle schedule
 * @param weightDecay        of the classifier
 * @param reconstructorSteps steps of the reconstructor, Eq. (3)
 * @param reconstructorBatch images of one of its steps
 * @param reconstructorRate  greatest learning rate of Adam for it
 * @param stateDict          safetensors file of a PyTorch state_dict of the charter's backbone to begin with, or null
 * @param imageNetInput      whether that network expects torchvision's usual normalisation of its input by ImageNet's mean and
 *                           standard deviation; false: pixels in [0, 1]
 * @param labelSmoothing     part of the classifier's target that is spread over all classes, in [0, 1); 0 is the paper
 */
public record PreTrainingConfig(
        int steps,
        int batch,
        double peakRate,
        double weightDecay,
        int reconstructorSteps,
        int reconstructorBatch,
        double reconstructorRate,
        @Nullable Path stateDict,
        boolean imageNetInput,
        double labelSmoothing) {
    public static final PreTrainingConfig DEFAULT = new PreTrainingConfig(1350, 32, 0.07, 5e-4, 1000, 32, 8e-3);
    public static final PreTrainingConfig QUICK = new PreTrainingConfig(320, 32, 0.07, 5e-4, 200, 32, 8e-3);

    public PreTrainingConfig {
        if (stateDict == null && imageNetInput) {
            throw new IllegalArgumentException(
                    "imageNetInput says how a stateDict's network takes images; none is given");
        }
        if (stateDict == null || steps != 0) {
            positive("steps", steps);
        }
        positive("batch", batch);
        positive("peakRate", peakRate);
        positive("reconstructorSteps", reconstructorSteps);
        positive("reconstructorBatch", reconstructorBatch);
        positive("reconstructorRate", reconstructorRate);
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("labelSmoothing must be >= 0 and < 1, was " + labelSmoothing);
        }
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("weightDecay must be >= 0, was " + weightDecay);
        }
    }

    /** From weights drawn at random. */
    public PreTrainingConfig(
            int steps,
            int batch,
            double peakRate,
            double weightDecay,
            int reconstructorSteps,
            int reconstructorBatch,
            double reconstructorRate) {
        this(
                steps,
                batch,
                peakRate,
                weightDecay,
                reconstructorSteps,
                reconstructorBatch,
                reconstructorRate,
                null,
                false,
                0);
    }

    /** See the component of the same name. */
    public PreTrainingConfig withLabelSmoothing(double newLabelSmoothing) {
        return new PreTrainingConfig(
                steps,
                batch,
                peakRate,
                weightDecay,
                reconstructorSteps,
                reconstructorBatch,
                reconstructorRate,
                stateDict,
                imageNetInput,
                newLabelSmoothing);
    }

    private static void positive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be > 0, was " + value);
        }
    }
}
