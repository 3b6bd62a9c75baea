package io.veilpool.agent.protection.hybrid;

import static io.veilpool.agent.protection.Bounds.atLeast;
import static io.veilpool.agent.protection.Bounds.positive;

/**
 * Settings of the adversarial embedding {@code u~ = u + d} (Li, Li and Lin 2023; the abstract names it, the form is a reconstruction):
 * {@code |d_c| <= size * std(u_c)} in every channel c.
 *
 * @param size           e, greatest change in standard deviations of the channel, &gt; 0; a decider that averages over places bears
 *                       more the more there are
 * @param steps          1: one step of the whole size (FGSM, Goodfellow et al. 2015); more: projected steps of a quarter of it from a
 *                       random start (PGD, Madry et al. 2018), which hides more than the attribute
 * @param settling       steps at the end that bring the decider's logits back to where they were, at least 0. (The reconstruction of the paper
 *                       keeps the decision by a term of its cross-entropy, which moves embeddings away from the border between
 *                       classes: who refines a decider on such rows gets one that is wrong about unmoved ones.)
 * @param target         which sensitive value an embedding is pushed towards
 * @param adversaries    adversaries of an entity, at least 1; each after the first is trained on embeddings that the others moved, or
 *                       else whoever retrains would simply learn the movement
 * @param adversarySteps training steps of each, at least 1
 * @param adversaryWidth its hidden layers, at least 1
 */
public record EmbeddingConfig(
        double size, int steps, int settling, Target target, int adversaries, int adversarySteps, int adversaryWidth) {
    private static final int USUAL_PLACES = 64;

    /** Where to. */
    public enum Target {
        /** A value drawn for each embedding, from its own numbers and the entity's seed. */
        RANDOM,
        /** The value that the adversaries think least of. */
        LEAST_LIKELY
    }

    /** For embeddings of 8 x 8 places; {@link #over} fits it to others. */
    public static final EmbeddingConfig DEFAULT = new EmbeddingConfig(10, 2, 3, Target.RANDOM, 2, 100, 32);

    public EmbeddingConfig {
        positive("size", size);
        atLeast("settling", settling, 0);
        atLeast("steps", steps, 1);
        atLeast("adversaries", adversaries, 1);
        atLeast("adversarySteps", adversarySteps, 1);
        atLeast("adversaryWidth", adversaryWidth, 1);
    }

    /** The same for embeddings of so many places: what is left of the change in their mean stays the same. */
    EmbeddingConfig over(int places) {
        double newSize = size * Math.sqrt(places / (double) USUAL_PLACES);
        return new EmbeddingConfig(newSize, steps, settling, target, adversaries, adversarySteps, adversaryWidth);
    }
}
