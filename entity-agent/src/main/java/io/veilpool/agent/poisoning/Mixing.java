package io.veilpool.agent.poisoning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.tensor.Scalars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Rows that stand for no single image: the features of k images of one class are mixed before the DPM sees them,
 * {@code z = mu + sum_i (z_i - mu) / sqrt(k)} with mu the mean of the class, so that rows keep the mean and the covariance of their
 * class. Then every channel's values are moved to the distribution that they have in unmixed features: mixing smooths away the zeros
 * behind a ReLU, and a decider would learn to tell mixed from unmixed rows instead of classes. (Our addition; mixing hidden features is
 * manifold mixup, Verma et al. 2019, there between classes and to regularise.)
 *
 * <p>Whoever knows k - 1 images of a row gets the features of the last by subtraction, and rows that share images can be solved for them
 * (Carlini et al. 2021 did so with InstaHide): what is published uses each image once.
 */
public final class Mixing {
    private static final int ROWS_AT_ONCE = 250;

    private Mixing() {}

    /**
     * Mixes every image once; what is left of a class when its images do not divide by k is left out, since a row of fewer images would
     * show more of them.
     *
     * @param imagesPerRow k, at least 1; 1 gives the features as they are, in their order
     * @param seed         secret where rows are published: it says which images belong together
     * @param memory       for the rows
     * @throws IllegalArgumentException if no class has k images
     */
    public static MixedFeatures once(OriginalFeatures features, int imagesPerRow, long seed, RowMemory memory) {
        return rounds(features, imagesPerRow, 1, seed, memory);
    }

    /** The same in memory. */
    public static MixedFeatures once(OriginalFeatures features, int imagesPerRow, long seed) {
        return once(features, imagesPerRow, seed, RowMemory.RESIDENT);
    }

    /** The same several times over, each time with other partners: for training and measuring on the premises, never to publish. */
    public static MixedFeatures rounds(
            OriginalFeatures features, int imagesPerRow, int rounds, long seed, RowMemory memory) {
        if (imagesPerRow < 1 || rounds < 1) {
            throw new IllegalArgumentException(
                    "images per row and rounds must be at least 1, were " + imagesPerRow + " and " + rounds);
        }
        if (imagesPerRow == 1) {
            return new MixedFeatures(
                    features,
                    IntStream.range(0, features.rows())
                            .mapToObj(i -> new int[] {i})
                            .toList());
        }
        List<int[]> groups = groups(features, imagesPerRow, rounds, seed);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException(
                    "a row mixes " + imagesPerRow + " images of a class, and no class has as many among "
                            + features.rows() + "; give more images, or a profile with fewer images per row");
        }
        return new MixedFeatures(mixed(features, groups, memory), groups);
    }

    /**
     * One row for each image, in their order: what it is mixed into together with k - 1 others. Images that share a row get the same one;
     * where a class does not divide by k some images serve as partners twice. For measuring, image by image, what rows show.
     */
    public static OriginalFeatures perImage(OriginalFeatures features, int imagesPerRow, long seed) {
        if (imagesPerRow == 1) {
            return features;
        }
        Assignment assignment = Assignment.of(features, imagesPerRow, seed);
        int[] groupOf = assignment.groupOf();
        FeatureRows distinct =
                mixed(features, assignment.groups(), RowMemory.RESIDENT).values();
        FeatureRows.Builder rows = new FeatureRows.Builder(features.shape(), features.type(), features.rows());
        for (int from = 0; from < groupOf.length; from += ROWS_AT_ONCE) {
            int[] chosen = Arrays.copyOfRange(groupOf, from, Math.min(groupOf.length, from + ROWS_AT_ONCE));
            try (NDManager scope = NDManager.newBaseManager()) {
                rows.append(
                        distinct.batch(scope, chosen),
                        IntStream.of(chosen).map(distinct::label).toArray());
            }
        }
        return OriginalFeatures.of(rows.build());
    }

    /**
     * What somebody knows who has all other images of a row: for each image the mean of the features of those that {@link #perImage} mixes
     * it with for this seed. For measuring.
     *
     * @param imagesPerRow at least 2
     */
    public static OriginalFeatures partners(OriginalFeatures features, int imagesPerRow, long seed) {
        if (imagesPerRow < 2) {
            throw new IllegalArgumentException("a row of " + imagesPerRow + " image has no partners");
        }
        Assignment assignment = Assignment.of(features, imagesPerRow, seed);
        FeatureRows.Builder rows = new FeatureRows.Builder(features.shape(), features.type(), features.rows());
        for (int from = 0; from < features.rows(); from += ROWS_AT_ONCE) {
            int[] images = IntStream.range(from, Math.min(features.rows(), from + ROWS_AT_ONCE))
                    .toArray();
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray sum = scope.zeros(batchShape(features.shape(), images.length));
                float[] others = new float[images.length];
                for (int j = 0; j < imagesPerRow; j++) {
                    int place = j;
                    int[] partner = IntStream.of(images)
                            .map(i -> assignment.groups().get(assignment.groupOf()[i])[place])
                            .toArray();
                    // The image itself is no partner, nor are its repeats in a small class.
                    float[] counts = new float[images.length];
                    for (int i = 0; i < counts.length; i++) {
                        counts[i] = partner[i] == images[i] ? 0 : 1;
                        others[i] += counts[i];
                    }
                    sum.addi(features.batch(scope, partner)
                            .mul(scope.create(counts, new Shape(counts.length, 1, 1, 1))));
                }
                NDArray divisor = Scalars.atLeast(scope.create(others, new Shape(others.length, 1, 1, 1)), 1);
                rows.append(
                        sum.div(divisor),
                        IntStream.of(images).map(features::label).toArray());
            }
        }
        return OriginalFeatures.of(rows.build());
    }

    /**
     * Images that share rows, every image in one.
     *
     * @param groupOf of each image
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Assignment(List<int[]> groups, int[] groupOf) {
        static Assignment of(OriginalFeatures features, int imagesPerRow, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            List<int[]> groups = new ArrayList<>();
            int[] groupOf = new int[features.rows()];
            for (List<Integer> images : imagesOfClass(features).values()) {
                shuffle(images, random);
                for (int from = 0; from < images.size(); from += imagesPerRow) {
                    int[] group = new int[imagesPerRow];
                    for (int j = 0; j < imagesPerRow; j++) {
                        group[j] = images.get((from + j) % images.size());
                        if (from + j < images.size()) {
                            groupOf[group[j]] = groups.size();
                        }
                    }
                    groups.add(group);
                }
            }
            return new Assignment(groups, groupOf);
        }
    }

    private static Shape batchShape(FeatureShape shape, int rows) {
        return new Shape(rows, shape.channels(), shape.height(), shape.width());
    }

    private static Map<Integer, List<Integer>> imagesOfClass(OriginalFeatures features) {
        Map<Integer, List<Integer>> ofClass = new TreeMap<>();
        for (int i = 0; i < features.rows(); i++) {
            ofClass.computeIfAbsent(features.label(i), c -> new ArrayList<>()).add(i);
        }
        return ofClass;
    }

    private static List<int[]> groups(OriginalFeatures features, int k, int rounds, long seed) {
        Map<Integer, List<Integer>> ofClass = imagesOfClass(features);
        SplittableRandom random = new SplittableRandom(seed);
        List<int[]> groups = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (List<Integer> images : ofClass.values()) {
                shuffle(images, random);
                for (int from = 0; from + k <= images.size(); from += k) {
                    groups.add(images.subList(from, from + k).stream()
                            .mapToInt(Integer::intValue)
                            .toArray());
                }
            }
        }
        shuffle(groups, random);
        return groups;
    }

    private static <T> void shuffle(List<T> list, SplittableRandom random) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.nextInt(i + 1));
        }
    }

    private static OriginalFeatures mixed(OriginalFeatures features, List<int[]> groups, RowMemory memory) {
        OriginalFeatures sums = sums(features, groups, memory);
        Marginals from = Marginals.of(sums);
        Marginals to = Marginals.of(features);
        FeatureShape shape = features.shape();
        FeatureRows.Builder rows = new FeatureRows.Builder(shape, features.type(), sums.rows(), memory);
        for (int first = 0; first < sums.rows(); first += ROWS_AT_ONCE) {
            int[] some = IntStream.range(first, Math.min(sums.rows(), first + ROWS_AT_ONCE))
                    .toArray();
            try (NDManager scope = NDManager.newBaseManager()) {
                float[] values = sums.batch(scope, some).toFloatArray();
                from.moveTo(to, values);
                rows.append(
                        scope.create(values, new Shape(some.length, shape.channels(), shape.height(), shape.width())),
                        IntStream.of(some).map(sums::label).toArray());
            }
        }
        return OriginalFeatures.of(rows.build());
    }

    private static OriginalFeatures sums(OriginalFeatures features, List<int[]> groups, RowMemory memory) {
        FeatureShape shape = features.shape();
        FeatureRows.Builder rows = new FeatureRows.Builder(shape, features.type(), groups.size(), memory);
        Map<Integer, float[]> means = means(features);
        for (int from = 0; from < groups.size(); from += ROWS_AT_ONCE) {
            List<int[]> some = groups.subList(from, Math.min(groups.size(), from + ROWS_AT_ONCE));
            int[] labels = some.stream().mapToInt(g -> features.label(g[0])).toArray();
            int k = some.getFirst().length;
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray sum = scope.zeros(new Shape(labels.length, shape.channels(), shape.height(), shape.width()));
                for (int j = 0; j < k; j++) {
                    int source = j;
                    sum.addi(features.batch(
                            scope, some.stream().mapToInt(g -> g[source]).toArray()));
                }
                float rest = (float) (1 - Math.sqrt(k));
                sum.muli((float) (1 / Math.sqrt(k)));
                sum.addi(Scalars.times(stacked(scope, means, labels, shape), rest));
                rows.append(sum, labels);
            }
        }
        return OriginalFeatures.of(rows.build());
    }

    private static NDArray stacked(NDManager scope, Map<Integer, float[]> means, int[] labels, FeatureShape shape) {
        float[] values = new float[labels.length * shape.values()];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(means.get(labels[i]), 0, values, i * shape.values(), shape.values());
        }
        return scope.create(values, new Shape(labels.length, shape.channels(), shape.height(), shape.width()));
    }

    private static Map<Integer, float[]> means(OriginalFeatures features) {
        int values = features.shape().values();
        Map<Integer, double[]> sums = new TreeMap<>();
        Map<Integer, Integer> counts = new TreeMap<>();
        float[] row = new float[values];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row);
            double[] sum = sums.computeIfAbsent(features.label(i), c -> new double[values]);
            for (int v = 0; v < values; v++) {
                sum[v] += row[v];
            }
            counts.merge(features.label(i), 1, Integer::sum);
        }
        Map<Integer, float[]> means = new TreeMap<>();
        sums.forEach((label, sum) -> {
            int count = counts.getOrDefault(label, 1); // every label that has a sum has a count
            float[] mean = new float[values];
            for (int v = 0; v < values; v++) {
                mean[v] = (float) (sum[v] / count);
            }
            means.put(label, mean);
        });
        return means;
    }
}
