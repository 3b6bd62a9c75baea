package io.veilpool.experiments.world;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One dealing of an image set: four entities, the attackers' public images, images of known pairs, a test part. No two parts share an
 * image. The same set, kind, sizes and seed give the same parts; all but e1's are the same in both kinds.
 */
public final class World {
    /** Of ten classes, those that e1 lacks in a skewed world. */
    private static final double LACKING = 0.3;

    /** Images of one entity. */
    public record Part(LabelledImages training, LabelledImages validation) {}

    private final ImageData data;
    private final WorldKind kind;
    private final long seed;
    private final List<Part> entities;
    private final LabelledImages publicImages;
    private final LabelledImages pairs;
    private final LabelledImages test;
    private final int reconstructed;
    private final List<String> lacking;

    private World(ImageData data, WorldKind kind, Sizes sizes, long seed) throws UnusableImagesException {
        this.data = data;
        this.kind = kind;
        this.seed = seed;
        int classes = data.classes().size();
        int fewer = Math.clamp(Math.round(LACKING * classes), 1, Math.max(1, classes - 2));
        Sizes fitted = fit(sizes, data, (classes - fewer) / (double) classes);
        SplittableRandom seeds = new SplittableRandom(seed);
        int[] order = Stratified.order(data.training(), classes, seeds.nextLong());
        int[] lost = kind == WorldKind.SKEWED ? Stratified.draw(classes, fewer, seeds.nextLong()) : new int[0];
        this.lacking = Arrays.stream(lost).mapToObj(data.classes()::get).toList();

        Dealer dealer = new Dealer(data.training(), order);
        Part second = dealer.part(fitted.entity(), fitted.validation());
        Part third = dealer.part(fitted.entity(), fitted.validation());
        Part fourth = dealer.part(fitted.fourth(), fitted.fourthValidation());
        this.publicImages = dealer.next(fitted.publicImages());
        this.pairs = dealer.next(fitted.pairs());
        dealer.leaveOut(lost);
        this.entities = List.of(dealer.part(fitted.entity(), fitted.validation()), second, third, fourth);
        int[] testOrder = Stratified.order(data.test(), classes, 0); // the same test images for every seed
        this.test = data.test().subset(Arrays.copyOf(testOrder, Math.min(testOrder.length, fitted.test())));
        this.reconstructed = Math.min(test.size(), fitted.reconstructed());
    }

    /** @throws UnusableImagesException if the set has too few images for the parts */
    public static World deal(ImageData data, WorldKind kind, Sizes sizes, long seed) throws UnusableImagesException {
        return new World(data, kind, sizes, seed);
    }

    private static Sizes fit(Sizes sizes, ImageData data, double usableByFirst) throws UnusableImagesException {
        int classes = data.classes().size();
        if (classes < 3) {
            throw new UnusableImagesException(
                    "'%s' has %d classes, the experiments need at least 3".formatted(data.name(), classes));
        }
        int there = data.training().size();
        Sizes fitted = sizes.scaled(Math.min(1, there / (double) sizes.needed(usableByFirst)));
        if (fitted.fourth() < 2 * classes
                || fitted.fourthValidation() < classes
                || data.test().size() < classes) {
            int least = (int) Math.ceil(sizes.needed(usableByFirst)
                    * Math.max(2.0 * classes / sizes.fourth(), (double) classes / sizes.fourthValidation()));
            throw new UnusableImagesException(
                    ("'%s' has %,d training and %,d test images; with %d classes the four entities and the attackers need at"
                                    + " least %,d and %,d: give a larger set, or one with fewer classes")
                            .formatted(data.name(), there, data.test().size(), classes, least, classes));
        }
        return fitted;
    }

    /** Hands out images in order, each once. */
    private static final class Dealer {
        private final LabelledImages images;
        private int[] rest;

        Dealer(LabelledImages images, int[] order) {
            this.images = images;
            this.rest = order;
        }

        LabelledImages next(int count) throws UnusableImagesException {
            if (count > rest.length) {
                throw new UnusableImagesException(
                        "e1 needs %,d images more and only %,d are left of the classes that it has: give a set whose classes are nearer to equal size"
                                .formatted(count, rest.length));
            }
            int[] dealt = Arrays.copyOf(rest, count);
            rest = Arrays.copyOfRange(rest, count, rest.length);
            return images.subset(dealt);
        }

        Part part(int training, int validation) throws UnusableImagesException {
            return new Part(next(training), next(validation));
        }

        void leaveOut(int[] classes) {
            rest = IntStream.of(rest)
                    .filter(i -> Arrays.binarySearch(classes, images.label(i)) < 0)
                    .toArray();
        }
    }

    public ImageData data() {
        return data;
    }

    public WorldKind kind() {
        return kind;
    }

    public long seed() {
        return seed;
    }

    /** e1, which publishes, to e4, which has a tenth. */
    public List<Part> entities() {
        return entities;
    }

    /** Images of all entities as one party's, as in the paper's tables but its fifth. */
    public Part together() {
        return new Part(
                concat(entities.stream().map(Part::training).toList()),
                concat(entities.stream().map(Part::validation).toList()));
    }

    /** The attackers' images; nobody else has one of them. */
    public LabelledImages publicImages() {
        return publicImages;
    }

    /** Images that e1 neither trains on nor keeps for itself. */
    public LabelledImages pairs() {
        return pairs;
    }

    public LabelledImages test() {
        return test;
    }

    /** The first test images, on which reconstructions are scored. */
    public LabelledImages reconstructed() {
        return test.first(reconstructed);
    }

    /** Classes that e1 lacks. */
    public List<String> lacking() {
        return lacking;
    }

    /** Part to number of images. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < entities.size(); i++) {
            counts.put("e" + (i + 1), entities.get(i).training().size());
            counts.put(
                    "e" + (i + 1) + " validation", entities.get(i).validation().size());
        }
        counts.put("public", publicImages.size());
        counts.put("pairs", pairs.size());
        counts.put("test", test.size());
        counts.put("reconstructed", reconstructed);
        return counts;
    }

    /** Digest of every image of every part, in order. */
    public String digest() {
        List<String> digests = new ArrayList<>();
        entities.forEach(e -> {
            digests.add(e.training().digest());
            digests.add(e.validation().digest());
        });
        List.of(publicImages, pairs, test).forEach(images -> digests.add(images.digest()));
        return Digests.sha256((digests + " " + reconstructed).getBytes(StandardCharsets.UTF_8));
    }

    private static LabelledImages concat(List<LabelledImages> parts) {
        int size = parts.stream().mapToInt(LabelledImages::size).sum();
        byte[][] pixels = new byte[size][];
        int[] labels = new int[size];
        int at = 0;
        for (LabelledImages part : parts) {
            for (int i = 0; i < part.size(); i++) {
                pixels[at] = new byte[part.spec().values()];
                part.pixels(i, pixels[at]);
                labels[at++] = part.label(i);
            }
        }
        return LabelledImages.of(parts.getFirst().spec(), pixels, labels);
    }
}
