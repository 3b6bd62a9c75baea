package io.veilpool.agent.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * An image set cut into a training and a validation part.
 *
 * @param training   images to train on
 * @param validation images that nothing is trained on; every class with at least two distinct images is in both parts
 */
public record Split(LabelledImages training, LabelledImages validation) {
    /**
     * Stratified by class, deterministic for a seed; images with the same pixels stay on one side, and so do groups, those that share an
     * image included. A class with a single distinct image, or whose images are all in one group, goes to training; groups of very uneven sizes or
     * classes can make the shares uneven.
     *
     * @param validationFraction share kept for validation, in (0, 1)
     */
    public static Split of(LabelledImages images, double validationFraction, long seed) {
        if (!(validationFraction > 0 && validationFraction < 1)) {
            throw new IllegalArgumentException(
                    "the share kept for validation must lie between 0 and 1, was " + validationFraction);
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        if (images.isGrouped()) {
            boolean[] held = GroupedSplit.heldBack(images, validationFraction, random);
            return new Split(images.subset(where(held, false)), images.subset(where(held, true)));
        }
        SortedMap<Integer, List<List<Integer>>> groups = groupsPerClass(images);
        List<Integer> training = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        for (List<List<Integer>> ofClass : groups.values()) {
            shuffle(ofClass, random);
            int held = ofClass.size() < 2
                    ? 0
                    : Math.clamp(Math.round(ofClass.size() * validationFraction), 1, ofClass.size() - 1);
            for (int g = 0; g < ofClass.size(); g++) {
                (g < held ? validation : training).addAll(ofClass.get(g));
            }
        }
        return new Split(images.subset(sorted(training)), images.subset(sorted(validation)));
    }

    private static SortedMap<Integer, List<List<Integer>>> groupsPerClass(LabelledImages images) {
        int[] first = images.firstEqual();
        List<List<Integer>> byFirst = new ArrayList<>();
        SortedMap<Integer, List<List<Integer>>> perClass = new TreeMap<>();
        for (int i = 0; i < first.length; i++) {
            List<Integer> group = first[i] == i ? new ArrayList<>() : byFirst.get(first[i]);
            byFirst.add(group);
            group.add(i);
            if (first[i] == i) {
                perClass.computeIfAbsent(images.label(i), label -> new ArrayList<>())
                        .add(group);
            }
        }
        return perClass;
    }

    static void shuffle(List<List<Integer>> groups, RandomGenerator random) {
        for (int i = groups.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            List<Integer> swapped = groups.get(i);
            groups.set(i, groups.get(j));
            groups.set(j, swapped);
        }
    }

    private static int[] where(boolean[] held, boolean value) {
        return IntStream.range(0, held.length).filter(i -> held[i] == value).toArray();
    }

    private static int[] sorted(List<Integer> index) {
        return index.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
}
