package io.veilpool.model.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Limits that an agent's gate applies before anything leaves, all measured on images the DPM was not trained on.
 *
 * @param maxTop1Lost          top-1 that the published decider may lose on poisoned features, in points of 100
 * @param minRelativeChange    least mean of ||z' - z|| / ||z||: below it the DPM stayed at the identity
 * @param maxReconstructorSsim greatest |mean SSIM| of the published reconstructor on poisoned features, in [0, 1]; what a guess without
 *     features has is allowed in any case
 * @param maxInsiderIndex      greatest leakage index under the insider attack, in [0, 1]; 1 admits everything
 * @param leastImages          fewest held-back images that a report may rest on, at least 1
 * @param leastEffort          least effort of the attack library; from STANDARD on its insider must have converged, too
 * @param maxAttributeLeakage  greatest part, in [0, 1], that an attacker on a sensitive attribute may get right of what somebody gets wrong
 *     who knows the labels only; null if the charter sets no such limit
 */
public record Thresholds(
        double maxTop1Lost,
        double minRelativeChange,
        double maxReconstructorSsim,
        double maxInsiderIndex,
        int leastImages,
        AttackEffort leastEffort,
        @Nullable Double maxAttributeLeakage) {
    /** Without a limit on sensitive attributes. */
    public Thresholds(
            double maxTop1Lost,
            double minRelativeChange,
            double maxReconstructorSsim,
            double maxInsiderIndex,
            int leastImages,
            AttackEffort leastEffort) {
        this(maxTop1Lost, minRelativeChange, maxReconstructorSsim, maxInsiderIndex, leastImages, leastEffort, null);
    }
}
