package io.veilpool.demo.images;

import io.veilpool.agent.dataset.AttributeChecks;
import io.veilpool.agent.dataset.ImageParts;
import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.ImageSetSummary;
import io.veilpool.agent.dataset.ImageSource;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.ImageSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Deals a set with a table of attributes as {@link Dealing} deals class folders, but by groups: nobody's images are in two parts. Each
 * part is a zip with the images and a table of the columns that the task names.
 */
public final class AttributeDealing {
    private static final List<String> PARTS = List.of("e1", "e2", "e3", "e4", "auxiliary");
    private static final String TEST = "test";
    private static final int MOST_CLASSES = 1_000;
    private static final int FEWEST_TO_SKEW = 4;
    private static final int FEWEST_IN_PART = 2;

    private final AttributeTask task;
    private final List<String> classes;
    private final DealingPlan plan;
    private final ImageSpec spec;
    private final RandomGenerator random;

    /** @param group (n) number of each image's group */
    private record Part(String name, ImageSource source, int[] images, int[] group) {}

    private AttributeDealing(AttributeTask task, List<String> classes, DealingPlan plan, ImageSpec spec) {
        this.task = task;
        this.classes = classes;
        this.plan = plan;
        this.spec = spec;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(plan.seed());
    }

    /**
     * @param set folder or zip with {@code attributes.csv}; its test part is the test part, without one a sixth of each class is dealt
     * @param out folder that gets {@code e1.zip} to {@code e4.zip}, {@code auxiliary.zip}, {@code test.zip}
     */
    public static Dealt deal(Path set, AttributeTask task, DealingPlan plan, Path out) throws UnusableImagesException {
        List<String> classes = classes(task, plan);
        try (ImageParts parts = ImageParts.open(set, task)) {
            AttributeChecks.require(parts.training());
            ImageSetSummary summary = ImageSet.describe(parts);
            AttributeDealing dealing = new AttributeDealing(task, classes, plan, summary.spec(plan.largestSide()));
            return dealing.write(dealing.parts(parts.training(), parts.test()), out, String.valueOf(set.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the dealt images cannot be written to '%s'; check space and permissions".formatted(out), e);
        }
    }

    private static List<String> classes(AttributeTask task, DealingPlan plan) throws UnusableImagesException {
        List<String> classes;
        try {
            classes = task.classes(MOST_CLASSES);
        } catch (IllegalArgumentException e) {
            throw new UnusableImagesException("--main: " + e.getMessage(), e);
        }
        if (plan.world() == World.SKEWED && classes.size() < FEWEST_TO_SKEW) {
            throw new UnusableImagesException(
                    "The skewed world needs at least %d classes, so that the publishing entity can lack some; '%s' has %d: use the equal world, or name more columns with --main"
                            .formatted(FEWEST_TO_SKEW, ColumnChoice.words(task), classes.size()));
        }
        return classes;
    }

    private List<Part> parts(ImageSource training, @Nullable ImageSource testSource) throws UnusableImagesException {
        if (testSource == null) {
            return withTestOutOf(training);
        }
        Set<String> tested = new HashSet<>();
        Deck all = Deck.shuffled(testSource, classes, random);
        int[] images = all.first(Quotas.test(all.counts(), plan.quick()))
                .distinct(spec, tested)
                .sorted();
        Candidates candidates = Candidates.of(training, classes, spec, tested);
        int[][] quotas = Quotas.of(classes, candidates.perClass(classes.size()), plan, random)
                .parts();
        List<Part> parts = dealt(training, candidates, quotas);
        int[] group = Arrays.stream(images).map(testSource::group).toArray();
        parts.add(new Part(TEST, testSource, images, group));
        return parts;
    }

    private List<Part> withTestOutOf(ImageSource source) throws UnusableImagesException {
        Candidates candidates = Candidates.of(source, classes, spec, Set.of());
        int[] available = candidates.perClass(classes.size());
        int[] sixth = Arrays.stream(available).map(n -> n / 6).toArray();
        int[] rest = Arrays.stream(available).map(n -> n - n / 6).toArray();
        List<int[]> quotas =
                new ArrayList<>(List.of(Quotas.of(classes, rest, plan, random).parts()));
        quotas.add(Quotas.test(sixth, plan.quick()));
        return dealt(source, candidates, quotas.toArray(int[][]::new));
    }

    private List<Part> dealt(ImageSource source, Candidates candidates, int[][] quotas) throws UnusableImagesException {
        List<int[]> images = GroupDealer.deal(candidates.label(), candidates.group(), quotas, random);
        List<Part> parts = new ArrayList<>();
        for (int p = 0; p < images.size(); p++) {
            String name = p < PARTS.size() ? PARTS.get(p) : TEST;
            int[] group =
                    Arrays.stream(images.get(p)).map(i -> candidates.group()[i]).toArray();
            Part part = new Part(name, source, images.get(p), group);
            requireEnough(part, quotas[p]);
            parts.add(part);
        }
        return parts;
    }

    private void requireEnough(Part part, int[] quota) throws UnusableImagesException {
        List<Integer> counts = counts(part);
        for (int c = 0; c < quota.length; c++) {
            if (quota[c] > 0 && counts.get(c) < Math.min(FEWEST_IN_PART, quota[c])) {
                throw new UnusableImagesException(
                        "Class '%s' is in too few groups ('%s') to be in every part: %s gets %d images, needed at least %d; choose another --group, or --group %s"
                                .formatted(
                                        classes.get(c),
                                        task.group(),
                                        part.name(),
                                        counts.get(c),
                                        FEWEST_IN_PART,
                                        ColumnChoice.NO_COLUMN));
            }
        }
    }

    private List<Integer> counts(Part part) {
        SequencedMap<String, Integer> counts = new LinkedHashMap<>();
        classes.forEach(name -> counts.put(name, 0));
        for (int i : part.images()) {
            counts.merge(part.source().className(i), 1, Integer::sum);
        }
        return List.copyOf(counts.values());
    }

    private Dealt write(List<Part> parts, Path out, String name) throws IOException, UnusableImagesException {
        Files.createDirectories(out);
        SequencedMap<String, Path> zips = new LinkedHashMap<>();
        SequencedMap<String, List<Integer>> counts = new LinkedHashMap<>();
        for (Part part : parts) {
            Path target = out.resolve(part.name() + ".zip");
            new AttributeZip(task, classes, part.source()).write(part.images(), part.group(), target);
            zips.put(part.name(), target);
            counts.put(part.name(), counts(part));
        }
        Path test = Objects.requireNonNull(zips.remove(TEST));
        Path auxiliary = Objects.requireNonNull(zips.remove(PARTS.getLast()));
        List<Integer> first = Objects.requireNonNull(counts.get(PARTS.getFirst()));
        List<String> lacking = IntStream.range(0, classes.size())
                .filter(c -> first.get(c) == 0)
                .mapToObj(classes::get)
                .toList();
        String description = "%s: %,d classes, %d x %d pixels, %s; %s"
                .formatted(
                        name,
                        classes.size(),
                        spec.height(),
                        spec.width(),
                        spec.channels() == 1 ? "grey" : "colour",
                        ColumnChoice.words(task));
        return new Dealt(zips, auxiliary, test, classes, task, lacking, spec, counts, description);
    }
}
