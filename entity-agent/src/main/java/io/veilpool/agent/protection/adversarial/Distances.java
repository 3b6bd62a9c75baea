package io.veilpool.agent.protection.adversarial;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.tensor.Scalars;

/** Squared distances, and the hinge that bounds a loss which wants them large. Keeps no state, closes no argument. */
final class Distances {
    /** A picture that equals the mean picture has nothing that an inverter could be better at. */
    private static final double LEAST = 1e-6;

    private Distances() {}

    /** Mean squared difference of each row, (N). */
    static NDArray squared(NDArray a, NDArray b) {
        return a.sub(b).square().reshape(a.getShape().get(0), -1).mean(new int[] {1});
    }

    /**
     * Mean over rows of {@code max(0, limit - distance / guess)}: {@code -min(distance / guess, limit)} up to a constant, so that
     * pushing further is worth nothing once the limit is reached.
     *
     * @param distance (N), of an inverter's pictures to the originals
     * @param guess    (N), of a guess without features to the same originals
     * @return scalar in [0, limit]
     */
    static NDArray hinge(NDArray distance, NDArray guess, double limit) {
        NDArray share = distance.div(Scalars.atLeast(guess, LEAST));
        return Scalars.atLeast(share.neg().add(limit), 0).mean();
    }
}
