package io.veilpool.demo.images;

/**
 * How to deal.
 *
 * @param world       which classes the publishing entity has
 * @param quick       smaller parts of smaller images
 * @param seed        decides which image goes where
 * @param largestSide largest image side in pixels, 28 to 512; larger images are scaled down to it
 */
public record DealingPlan(World world, boolean quick, long seed, int largestSide) {
    private static final int LARGEST_SIDE = 64;
    /** A classifier of larger ones has learnt nothing yet when a quick run's steps are over. */
    private static final int LARGEST_QUICK_SIDE = 32;

    public DealingPlan(World world, boolean quick, long seed) {
        this(world, quick, seed, quick ? LARGEST_QUICK_SIDE : LARGEST_SIDE);
    }
}
