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
 * @param leastSeeds           fewest seeds that the insider must have been trained from, 1 to {@value #MOST_SEEDS}; the worst one counts.
 *     Null, as in charters without it, is 1
 * @param convergedOnly        whether attackers that had not converged show too little to pass; null, as in charters without it, is false
 */
public record Thresholds(
        double maxTop1Lost,
        double minRelativeChange,
        double maxReconstructorSsim,
        double maxInsiderIndex,
        int leastImages,
        AttackEffort leastEffort,
        @Nullable Double maxAttributeLeakage,
        @Nullable Integer leastSeeds,
        @Nullable Boolean convergedOnly) {
    /** From each an insider and its control are trained, so a charter's number is also a number of trainings. */
    public static final int MOST_SEEDS = 10;

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

    /** Of an insider of one seed, converged or not. */
    public Thresholds(
            double maxTop1Lost,
            double minRelativeChange,
            double maxReconstructorSsim,
            double maxInsiderIndex,
            int leastImages,
            AttackEffort leastEffort,
            @Nullable Double maxAttributeLeakage) {
        this(
                maxTop1Lost,
                minRelativeChange,
                maxReconstructorSsim,
                maxInsiderIndex,
                leastImages,
                leastEffort,
                maxAttributeLeakage,
                null,
                null);
    }

    /** The same, asking for other evidence. */
    public Thresholds asking(int seeds, boolean converged) {
        return new Thresholds(
                maxTop1Lost,
                minRelativeChange,
                maxReconstructorSsim,
                maxInsiderIndex,
                leastImages,
                leastEffort,
                maxAttributeLeakage,
                seeds,
                converged);
    }

    /** {@link #leastSeeds}, or what its absence means. */
    public int neededSeeds() {
        return leastSeeds == null ? 1 : leastSeeds;
    }

    /** {@link #convergedOnly}, or what its absence means. */
    public boolean needsConvergence() {
        return Boolean.TRUE.equals(convergedOnly);
    }
}
