package io.veilpool.demo.images;

import io.veilpool.agent.dataset.UnusableImagesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How many images of each class every part gets. Of 45,000 training images or more, e1, e2 and e3 get 6,000 each, e4 600, the
 * attackers 6,000: too few for a good classifier, which is why such parties pool. Of smaller sets an entity gets at most 11 images in
 * 45 and the attackers 6; at most 2,000, 200 and 1,500 when quick.
 *
 * @param parts   (5, K): e1, e2, e3, e4, auxiliary
 * @param lacking (K) whether e1 has no images of the class
 */
record Quotas(int[][] parts, boolean[] lacking) {
    /** Fewer of a class leave e4 without an image to train and one to check with, or e1 in the skewed world with nearly none. */
    static final int FEWEST_PER_CLASS = 30;

    private static final int[] FULL = {6_000, 6_000, 5_000};
    private static final int[] QUICK = {2_000, 1_500, 1_000};
    private static final int FEWEST_IN_PART = 2;

    static Quotas of(List<String> classes, int[] available, DealingPlan plan, RandomGenerator random)
            throws UnusableImagesException {
        for (int c = 0; c < available.length; c++) {
            if (available[c] < FEWEST_PER_CLASS) {
                throw new UnusableImagesException(
                        "Class '%s' has %d distinct images to deal, needed at least %d for four entities and the attackers: add images or leave the class out"
                                .formatted(classes.get(c), available[c], FEWEST_PER_CLASS));
            }
        }
        boolean[] lacking = lacking(available.length, plan.world(), random);
        int[] caps = plan.quick() ? QUICK : FULL;
        long images = Arrays.stream(available).asLongStream().sum();
        int entity = (int) Math.min(images * 11 / 45, caps[0]);
        int auxiliary = (int) Math.min(images * 6 / 45, caps[1]);
        double[] all = Arrays.stream(available).asDoubleStream().toArray();
        double[] kept = all.clone();
        for (int c = 0; c < kept.length; c++) {
            kept[c] = lacking[c] ? 0 : kept[c];
        }
        int[] second = Apportioning.share(entity, all, FEWEST_IN_PART, available);
        int[] fourth = Apportioning.share(entity / 10, all, FEWEST_IN_PART, available);
        int[] attackers = Apportioning.share(auxiliary, all, FEWEST_IN_PART, available);
        int[] left = new int[available.length];
        for (int c = 0; c < left.length; c++) {
            left[c] = available[c] - 2 * second[c] - fourth[c] - attackers[c];
        }
        int[] first = Apportioning.share(entity, kept, FEWEST_IN_PART, left);
        return new Quotas(new int[][] {first, second, second.clone(), fourth, attackers}, lacking);
    }

    /** Three classes in ten, rounded, at least one; two must be left for a classifier to be trained. */
    private static boolean[] lacking(int classes, World world, RandomGenerator random) throws UnusableImagesException {
        boolean[] lacking = new boolean[classes];
        if (world == World.EQUAL) {
            return lacking;
        }
        if (classes < 3) {
            throw new UnusableImagesException(
                    "The skewed world needs at least 3 classes, so that 2 are left to the publishing entity; this set has %d: use the equal world"
                            .formatted(classes));
        }
        List<Integer> order = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            order.add(random.nextInt(c + 1), c);
        }
        int count = Math.max(1, Math.round(classes * 0.3f));
        order.subList(0, count).forEach(c -> lacking[c] = true);
        return lacking;
    }

    /** (K) images of each class of the test part, out of what there is. */
    static int[] test(int[] available, boolean quick) {
        int total = Math.min(Arrays.stream(available).sum(), (quick ? QUICK : FULL)[2]);
        return Apportioning.share(
                total, Arrays.stream(available).asDoubleStream().toArray(), 1, available);
    }

    /** (K) images of each class that all parts need together. */
    int[] needed() {
        int[] needed = new int[lacking.length];
        for (int[] part : parts) {
            for (int c = 0; c < needed.length; c++) {
                needed[c] += part[c];
            }
        }
        return needed;
    }
}
