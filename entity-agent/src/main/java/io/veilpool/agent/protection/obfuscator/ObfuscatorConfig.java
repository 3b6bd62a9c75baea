package io.veilpool.agent.protection.obfuscator;

import static io.veilpool.agent.protection.Bounds.atLeast;
import static io.veilpool.agent.protection.Bounds.positive;

import io.veilpool.agent.opponent.InverterSpec;

/**
 * Settings of DeepObfuscator (Li et al., IoTDI 2021) on small backbones. Phases, losses and weight are those of the authors' repository;
 * there all weights begin at 10 and fall in the second half of 20 epochs of CelebA. The values here are a place to start
 * from.
 *
 * @param steps          mini-batches of the rotation through five phases, at least 1
 * @param batch          images per step, at least 2
 * @param rate           learning rate of Adam of obfuscator and classifier, &gt; 0
 * @param warmUpSteps    steps of reconstructor and adversary on the frozen obfuscator before the rotation, at least 0
 * @param opponentRate   learning rate of Adam of both, &gt; 0
 * @param reconstructor  width and blocks of R
 * @param adversaryWidth hidden layers of P, at least 1
 * @param noise          w of phase 1, which pulls reconstructions to one picture of noise, at least 0
 * @param reconstruction w of phase 2, which pushes them from their originals, at least 0
 * @param attribute      w of phase 3, which raises P's loss, at least 0
 */
public record ObfuscatorConfig(
        int steps,
        int batch,
        double rate,
        int warmUpSteps,
        double opponentRate,
        InverterSpec reconstructor,
        int adversaryWidth,
        double noise,
        double reconstruction,
        double attribute) {
    public static final ObfuscatorConfig DEFAULT =
            new ObfuscatorConfig(1000, 32, 5e-4, 100, 2e-3, new InverterSpec(64, 1), 64, 1, 1, 1);

    public ObfuscatorConfig {
        atLeast("steps", steps, 1);
        atLeast("batch", batch, 2);
        atLeast("warmUpSteps", warmUpSteps, 0);
        atLeast("adversaryWidth", adversaryWidth, 1);
        atLeast("noise", noise, 0);
        atLeast("reconstruction", reconstruction, 0);
        atLeast("attribute", attribute, 0);
        positive("rate", rate);
        positive("opponentRate", opponentRate);
    }

    /** The same with other weights; 0 switches a phase's push off, as in the authors' ablations. */
    public ObfuscatorConfig withWeights(double newNoise, double newReconstruction, double newAttribute) {
        return new ObfuscatorConfig(
                steps,
                batch,
                rate,
                warmUpSteps,
                opponentRate,
                reconstructor,
                adversaryWidth,
                newNoise,
                newReconstruction,
                newAttribute);
    }

    /** The same with at most so many steps, and as many before them. */
    public ObfuscatorConfig within(int mostSteps) {
        return new ObfuscatorConfig(
                Math.min(steps, mostSteps),
                batch,
                rate,
                Math.min(warmUpSteps, mostSteps),
                opponentRate,
                reconstructor,
                adversaryWidth,
                noise,
                reconstruction,
                attribute);
    }
}
