package io.veilpool.agent.attack;

/**
 * What an attack may cost. An index holds for its budget only: a longer attack rebuilds more.
 *
 * @param width          inner channels of a decoder's trained part, 4 to 1024
 * @param blocks         its residual blocks, 1 to 16
 * @param steps          training steps of one decoder, at least 8
 * @param batch          images per step, at least 1
 * @param learningRate   greatest learning rate of Adam, in (0, 1]
 * @param trainingImages most public images an attacker trains on, at least 1
 * @param scoredImages   most images that are looked at, at least 4: the first half chooses among attackers, the second gives the figures
 * @param resamples      bootstrap resamples of an index's interval, at least 1
 */
public record AttackBudget(
        int width,
        int blocks,
        int steps,
        int batch,
        double learningRate,
        int trainingImages,
        int scoredImages,
        int resamples) {
    public AttackBudget {
        within("width", width, 4, 1024);
        within("blocks", blocks, 1, 16);
        within("steps", steps, 8, 1_000_000);
        within("batch", batch, 1, 65_536);
        within("trainingImages", trainingImages, 1, Integer.MAX_VALUE);
        within("scoredImages", scoredImages, 4, Integer.MAX_VALUE);
        within("resamples", resamples, 1, 1_000_000);
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("an attack's learningRate must be in (0, 1], was " + learningRate);
        }
    }

    /** Seconds, for tests: too small for a statement about leakage. */
    public static AttackBudget smoke() {
        return new AttackBudget(32, 1, 120, 32, 5e-3, 400, 120, 50);
    }

    /** All attacks together take at most ten minutes of one core for one DPM on images of 32 x 32. */
    public static AttackBudget standard() {
        return new AttackBudget(64, 1, 800, 32, 2e-3, 10_000, 1_000, 1_000);
    }

    /** What a report that others will rely on should use; some ten times the standard budget. */
    public static AttackBudget thorough() {
        return new AttackBudget(96, 2, 4_000, 48, 2e-3, 50_000, 2_000, 10_000);
    }

    /** The same with another number of training steps. */
    public AttackBudget withSteps(int newSteps) {
        return new AttackBudget(width, blocks, newSteps, batch, learningRate, trainingImages, scoredImages, resamples);
    }

    AttackDecoder.Size size() {
        return new AttackDecoder.Size(width, blocks);
    }

    DecoderTraining.Config training() {
        return training(steps);
    }

    DecoderTraining.Config training(int someSteps) {
        return new DecoderTraining.Config(Math.max(1, someSteps), batch, learningRate);
    }

    private static void within(String name, int value, int least, int greatest) {
        if (value < least || value > greatest) {
            throw new IllegalArgumentException(
                    "an attack's " + name + " must be " + least + " to " + greatest + ", was " + value);
        }
    }
}
