package io.veilpool.experiments.world;

import io.veilpool.agent.dataset.LabelledImages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Shuffles images so that every stretch of the order holds the classes in about the proportion of the whole. */
final class Stratified {
    private Stratified() {}

    /** @return positions of all images */
    static int[] order(LabelledImages images, int classes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<Integer>> byClass = new ArrayList<>();
        IntStream.range(0, classes).forEach(c -> byClass.add(new ArrayList<>()));
        for (int i = 0; i < images.size(); i++) {
            byClass.get(images.label(i)).add(i);
        }
        double[] place = new double[images.size()];
        for (List<Integer> ofClass : byClass) {
            shuffle(ofClass, random);
            for (int rank = 0; rank < ofClass.size(); rank++) {
                place[ofClass.get(rank)] = (rank + random.nextDouble()) / ofClass.size();
            }
        }
        return IntStream.range(0, images.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> place[i]).thenComparing(i -> i))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** {@code count} of the classes, sorted. */
    static int[] draw(int classes, int count, long seed) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, classes).boxed().toList());
        shuffle(all, new SplittableRandom(seed));
        int[] drawn = all.subList(0, count).stream().mapToInt(Integer::intValue).toArray();
        Arrays.sort(drawn);
        return drawn;
    }

    private static void shuffle(List<Integer> list, SplittableRandom random) {
        for (int i = list.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            Integer swapped = list.get(i);
            list.set(i, list.get(j));
            list.set(j, swapped);
        }
    }
}
