package io.veilpool.agent.leakage;

import io.veilpool.agent.attack.AttackDecoder;
import io.veilpool.agent.attack.DecoderTraining;

/**
 * Budget of the insider's attacker and of its control, which trains in the same way on original features. Kept small and stated in
 * every report: a longer attack rebuilds more.
 *
 * @param width            inner channels of the correction that the attacker's decoder trains on top of the best linear inverse, 4 to 1024
 * @param blocks           its residual blocks, 1 to 16
 * @param steps            training steps, at least 1
 * @param batch            images per step, at least 1
 * @param learningRate     greatest learning rate of Adam, > 0
 * @param trainingImages   most images the attacker trains on, at least 1
 * @param images           most images that are scored, at least 2
 * @param resamples        bootstrap resamples of the index's interval, at least 1
 */
public record ProbeConfig(
        int width,
        int blocks,
        int steps,
        int batch,
        double learningRate,
        int trainingImages,
        int images,
        int resamples) {
    public ProbeConfig {
        within("width", width, 4, 1024);
        within("blocks", blocks, 1, 16);
        within("steps", steps, 1, 1_000_000);
        within("batch", batch, 1, 65_536);
        within("trainingImages", trainingImages, 1, Integer.MAX_VALUE);
        within("images", images, 2, Integer.MAX_VALUE);
        within("resamples", resamples, 1, 1_000_000);
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("leakage.learningRate must be in (0, 1], was " + learningRate);
        }
    }

    /** The budget of the demonstration: some 10 seconds on one core for images of 32 x 32, after the closed form. */
    public static ProbeConfig defaults() {
        return new ProbeConfig(64, 1, 300, 24, 2e-3, 6_000, 1_000, 1_000);
    }

    /** For trying things out: too small for a statement about leakage. */
    public static ProbeConfig quick() {
        return new ProbeConfig(64, 1, 60, 24, 2e-3, 1_500, 250, 500);
    }

    AttackDecoder.Size size() {
        return new AttackDecoder.Size(width, blocks);
    }

    DecoderTraining.Config training() {
        return new DecoderTraining.Config(steps, batch, learningRate);
    }

    private static void within(String name, int value, int least, int greatest) {
        if (value < least || value > greatest) {
            throw new IllegalArgumentException(
                    "leakage." + name + " must be " + least + " to " + greatest + ", was " + value);
        }
    }
}
