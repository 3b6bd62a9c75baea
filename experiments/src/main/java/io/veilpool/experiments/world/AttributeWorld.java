package io.veilpool.experiments.world;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.AttributeColumn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One dealing of an attribute set: half of its groups are the victim's, who also publishes, half the attackers'. No two parts share an
 * image or a group; the test images are the same for every seed.
 *
 * @param own       images that networks and modules are trained on
 * @param attackers images of those who attack, which no protection has seen
 * @param test      images that everything is measured on
 */
public record AttributeWorld(
        AttributeData data, long seed, LabelledImages own, LabelledImages attackers, LabelledImages test) {
    private static final double ATTACKERS_SHARE = 0.5;
    private static final int LEAST = 20;

    /** Greatest correlation that images are chosen for. */
    private static final double MOST_CORRELATION = 0.6;

    /**
     * @param mostTraining images of each side, at most
     * @param mostTest     test images, at most
     * @throws UnusableImagesException if a part has fewer than {@value #LEAST} images or lacks a class
     */
    public static AttributeWorld deal(AttributeData data, int mostTraining, int mostTest, long seed)
            throws UnusableImagesException {
        Split split = Split.of(data.training(), ATTACKERS_SHARE, seed);
        AttributeWorld world = new AttributeWorld(
                data,
                seed,
                some(split.training(), mostTraining, seed),
                some(split.validation(), mostTraining, seed),
                some(data.test(), mostTest, 0));
        requireEnough("the victim", world.own(), data);
        requireEnough("the attackers", world.attackers(), data);
        requireEnough("the test", world.test(), data);
        return world;
    }

    private static void requireEnough(String whose, LabelledImages images, AttributeData data)
            throws UnusableImagesException {
        List<String> classes = data.classes();
        int[] perClass = images.imagesPerClass(classes.size());
        for (int c = 0; c < perClass.length; c++) {
            if (perClass[c] == 0) {
                throw new UnusableImagesException("of '%s', %s got no image with %s; name other main attributes"
                        .formatted(data.name(), whose, classes.get(c)));
            }
        }
        if (images.size() < LEAST) {
            throw new UnusableImagesException("of '%s', %s got %,d images, at least %d are needed; give a larger set"
                    .formatted(data.name(), whose, images.size(), LEAST));
        }
    }

    /**
     * The same world with fewer images, chosen so that both values of the label and of the sensitive attribute are equally frequent in
     * every part and correlate by {@code phi}: whoever knows the label is right about the attribute in {@code (1 + phi) / 2} of the rows.
     * Every part is as large for one correlation as for another.
     *
     * @param phi 0 to {@value #MOST_CORRELATION}
     * @throws UnusableImagesException if an attribute has not two values, or a part gets fewer than {@value #LEAST} images
     */
    public AttributeWorld correlated(double phi) throws UnusableImagesException {
        if (!(phi >= 0 && phi <= MOST_CORRELATION)) {
            throw new IllegalArgumentException("phi must be in [0, " + MOST_CORRELATION + "], was " + phi);
        }
        if (data.classes().size() != 2 || data.sensitive().values().size() != 2) {
            throw new UnusableImagesException(
                    "of '%s', a correlation can be chosen for a main and a sensitive attribute of two values each, not %s with %d classes; leave those variants out with --variants"
                            .formatted(
                                    data.name(), data.inWords(), data.classes().size()));
        }
        double signed = cells(own).correlateUpwards() ? phi : -phi;
        AttributeWorld world = new AttributeWorld(
                data, seed, correlated(own, signed), correlated(attackers, signed), correlated(test, signed));
        requireEnough("the victim, with a chosen correlation,", world.own(), data);
        requireEnough("the attackers, with a chosen correlation,", world.attackers(), data);
        requireEnough("the test, with a chosen correlation,", world.test(), data);
        return world;
    }

    /**
     * Images by label and value.
     *
     * @param places (2)(2)(n) positions of the images with this label and this value
     */
    private record Cells(int[][][] places) {
        /** Whether equal indices of label and value go together, as they are. */
        boolean correlateUpwards() {
            return (long) places[0][0].length * places[1][1].length >= (long) places[0][1].length * places[1][0].length;
        }
    }

    private static Cells cells(LabelledImages images) {
        int[][][] places = new int[2][2][];
        for (int cell = 0; cell < 4; cell++) {
            int label = cell / 2;
            int value = cell % 2;
            places[label][value] = IntStream.range(0, images.size())
                    .filter(i -> images.label(i) == label && images.sensitive(0, i) == value)
                    .toArray();
        }
        return new Cells(places);
    }

    private static LabelledImages correlated(LabelledImages images, double phi) {
        int[][][] places = cells(images).places();
        double steepest = Math.copySign(MOST_CORRELATION, phi);
        int all = Integer.MAX_VALUE;
        for (int cell = 0; cell < 4; cell++) {
            double most = Math.max(share(cell, steepest), share(cell, 0));
            all = (int) Math.min(all, places[cell / 2][cell % 2].length / most);
        }
        int size = all;
        int[] chosen = IntStream.range(0, 4)
                .flatMap(cell -> evenly(places[cell / 2][cell % 2], Math.round(size * share(cell, phi))))
                .sorted()
                .toArray();
        return images.subset(chosen);
    }

    /** From front to back, so that halves of the images have the same shares as all. */
    private static IntStream evenly(int[] places, long count) {
        return IntStream.range(0, Math.toIntExact(count)).map(i -> places[(int) ((long) i * places.length / count)]);
    }

    /** Part of the images that have the cell's label and value. */
    private static double share(int cell, double phi) {
        return (cell / 2 == cell % 2 ? 1 + phi : 1 - phi) / 4;
    }

    /** The same world with other images in the attackers' hands. */
    public AttributeWorld against(LabelledImages others) {
        return new AttributeWorld(data, seed, own, others, test);
    }

    /** The first so many in an order drawn from the seed. */
    private static LabelledImages some(LabelledImages images, int most, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[images.size()];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return images.subset(order).first(most);
    }

    /** Part to number of images. */
    public Map<String, Integer> counts() {
        return new TreeMap<>(Map.of("own", own.size(), "attackers", attackers.size(), "test", test.size()));
    }

    /** Digest of every image and value of every part, in order. */
    public String digest() {
        String main = data.task().main().stream().map(AttributeColumn::toString).collect(Collectors.joining());
        String parts = own.digest() + attackers.digest() + test.digest() + main + data.sensitive();
        return Digests.sha256(parts.getBytes(StandardCharsets.UTF_8));
    }
}
