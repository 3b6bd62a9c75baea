package io.veilpool.agent.dataset;

/**
 * An image set cut into a training and a validation part.
 *
 * @param training   images to train on
 * @param validation images that nothing is trained on; every class with at least two images is in both parts
 */
public record Split(LabelledImages training, LabelledImages validation) {
    /**
     * Stratified by class, deterministic for a seed; images with the same pixels stay on one side.
     *
     * @param validationFraction share kept for validation, in (0, 1)
     */
    public static Split of(LabelledImages images, double validationFraction, long seed) {
        throw new UnsupportedOperationException("not yet");
    }
}
