package io.veilpool.agent.protection.adversarial;

import static io.veilpool.agent.protection.Bounds.atLeast;
import static io.veilpool.agent.protection.Bounds.positive;

import io.veilpool.agent.opponent.InverterSpec;

/**
 * Settings of the alternation of an inverter and the network that resists it (Xiao et al., AAAI 2020). That paper gives neither
 * equations nor values in what is public of it, so the form of the losses is a reconstruction and the values are a place to start from.
 *
 * @param steps          steps of featurizer and decider after the classifier's own training, at least 1
 * @param batch          images per step, at least 2
 * @param rate           greatest learning rate of Adam of featurizer and decider, &gt; 0
 * @param warmUpSteps    steps of the inverter before the alternation, at least 0
 * @param inverterSteps  n_d, steps of the inverter on recent features before each step of the network, at least 1
 * @param inverterRate   learning rate of Adam of the inverter, &gt; 0
 * @param inverter       width and blocks of the inverter
 * @param pixel          l1, weight of the hinge on squared distances of pixels, at least 0
 * @param perceptual     l2, weight of the hinge on squared distances of a fixed network's activations, at least 0
 * @param limit          where the hinge ends, in units of the mean picture's distance, &gt; 0: at 1 an inverter that does no better
 *                       than the mean picture is worth no further push
 * @param perceptionSteps training steps of the fixed network, at least 1; unused where perceptual is 0
 * @param discriminator  m2, weight of the inverter's adversarial loss against a discriminator, at least 0; 0 trains none
 */
public record AdversarialConfig(
        int steps,
        int batch,
        double rate,
        int warmUpSteps,
        int inverterSteps,
        double inverterRate,
        InverterSpec inverter,
        double pixel,
        double perceptual,
        double limit,
        int perceptionSteps,
        double discriminator) {
    public static final AdversarialConfig DEFAULT =
            new AdversarialConfig(900, 32, 7e-4, 100, 3, 3e-3, new InverterSpec(64, 1), 3, 0, 1, 600, 0);

    public AdversarialConfig {
        atLeast("steps", steps, 1);
        atLeast("batch", batch, 2);
        atLeast("warmUpSteps", warmUpSteps, 0);
        atLeast("inverterSteps", inverterSteps, 1);
        atLeast("perceptionSteps", perceptionSteps, 1);
        atLeast("pixel", pixel, 0);
        atLeast("perceptual", perceptual, 0);
        atLeast("discriminator", discriminator, 0);
        positive("rate", rate);
        positive("inverterRate", inverterRate);
        positive("limit", limit);
    }

    /** The same with other weights of the two hinges. */
    public AdversarialConfig withWeights(double newPixel, double newPerceptual) {
        return new AdversarialConfig(
                steps,
                batch,
                rate,
                warmUpSteps,
                inverterSteps,
                inverterRate,
                inverter,
                newPixel,
                newPerceptual,
                limit,
                perceptionSteps,
                discriminator);
    }

    /** The same with at most so many steps of the network, and as many of the inverter before them. */
    public AdversarialConfig within(int mostSteps) {
        return new AdversarialConfig(
                Math.min(steps, mostSteps),
                batch,
                rate,
                Math.min(warmUpSteps, mostSteps),
                inverterSteps,
                inverterRate,
                inverter,
                pixel,
                perceptual,
                limit,
                Math.min(perceptionSteps, mostSteps),
                discriminator);
    }
}
