package io.veilpool.demo.images;

/**
 * How to deal.
 *
 * @param world       which classes the publishing entity has
 * @param quick       smaller parts
 * @param seed        decides which image goes where
 * @param largestSide largest image side in pixels, 28 to 512; larger images are scaled down to it
 */
public record DealingPlan(World world, boolean quick, long seed, int largestSide) {
    public DealingPlan(World world, boolean quick, long seed) {
        this(world, quick, seed, 64);
    }
}
