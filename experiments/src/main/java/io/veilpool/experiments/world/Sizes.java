package io.veilpool.experiments.world;

/**
 * Images of each part.
 *
 * @param entity           e1, e2 and e3 train on
 * @param validation       of each of them
 * @param fourth           e4 trains on
 * @param fourthValidation of e4
 * @param publicImages     of the attackers
 * @param pairs            whose poisoned features come to the attackers' knowledge
 * @param test             that accuracy is measured on, at most
 * @param reconstructed    of them reconstructions are scored on, at most
 */
public record Sizes(
        int entity,
        int validation,
        int fourth,
        int fourthValidation,
        int publicImages,
        int pairs,
        int test,
        int reconstructed) {
    /** Of CIFAR-10: docs/method.md A.7 of the three papers, with validation parts. */
    public static final Sizes FULL = new Sizes(4_000, 500, 400, 200, 10_000, 1_024, 10_000, 2_000);
    /** A quarter. */
    public static final Sizes QUICK = new Sizes(1_000, 125, 100, 50, 2_500, 256, 2_000, 500);

    /** Images that are dealt if the first entity can use only the given share of them. */
    int needed(double usableByFirst) {
        return 2 * (entity + validation)
                + fourth
                + fourthValidation
                + publicImages
                + pairs
                + (int) Math.ceil((entity + validation) / usableByFirst);
    }

    /** In proportion; the test part stays. */
    Sizes scaled(double factor) {
        return new Sizes(
                (int) (entity * factor),
                (int) (validation * factor),
                (int) (fourth * factor),
                (int) (fourthValidation * factor),
                (int) (publicImages * factor),
                (int) (pairs * factor),
                test,
                reconstructed);
    }
}
