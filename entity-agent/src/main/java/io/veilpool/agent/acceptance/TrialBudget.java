package io.veilpool.agent.acceptance;

import io.veilpool.agent.attack.AttackDecoder;
import io.veilpool.agent.attack.DecoderTraining;

/**
 * What a {@link ReleaseTrial} may spend. Its reconstructor begins as the best linear inverse, in closed form, so a few steps do.
 *
 * @param images         most held-back images that are scored, at least 1
 * @param trainingImages most own images that the own reconstructor trains on, at least 1
 * @param size           of the own reconstructor
 * @param training       its steps
 * @param resamples      bootstrap resamples of every interval, at least 1
 */
public record TrialBudget(
        int images, int trainingImages, AttackDecoder.Size size, DecoderTraining.Config training, int resamples) {
    /** A second or two on one core for images of 32 x 32. */
    public static final TrialBudget DEFAULT =
            new TrialBudget(150, 200, new AttackDecoder.Size(32, 1), new DecoderTraining.Config(10, 24, 2e-3), 1_000);

    public TrialBudget {
        if (images < 1 || trainingImages < 1 || resamples < 1) {
            throw new IllegalArgumentException("a trial needs at least one image to score, one to train on and one"
                    + " resample, got " + images + ", " + trainingImages + " and " + resamples);
        }
    }
}
