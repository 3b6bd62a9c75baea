package io.veilpool.demo.images;

import io.veilpool.agent.dataset.ImageParts;
import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.ImageSetSummary;
import io.veilpool.agent.dataset.ImageSource;
import io.veilpool.agent.dataset.UnusableImagesException;
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
import java.util.SequencedMap;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Deals an image set to four entities, attackers and a test part. No two parts share an image, nor two images with the same
 * pixels; in particular no training part has an image of the test part. The same set, plan and seed give the same zips.
 */
public final class Dealing {
    private static final List<String> PARTS = List.of("e1", "e2", "e3", "e4", "auxiliary");
    private static final int MOST_CLASSES = 1_000;

    private Dealing() {}

    /**
     * @param trainSet folder, zip or IDX folder; may bring its own test part
     * @param testSet  the test part when it lies elsewhere; a set without any gets one dealt, a sixth of each class
     * @param out      folder that gets {@code e1.zip} to {@code e4.zip}, {@code auxiliary.zip}, {@code test.zip}
     */
    public static Dealt deal(Path trainSet, @Nullable Path testSet, DealingPlan plan, Path out)
            throws UnusableImagesException {
        try (ImageParts training = ImageParts.open(trainSet, null);
                ImageParts separate = testSet == null ? null : ImageParts.open(testSet, null)) {
            ImageSource test = training.test();
            if (separate != null) {
                test = separate.test() == null ? separate.training() : separate.test();
            }
            return deal(training, test, plan, out, String.valueOf(trainSet.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the dealt images cannot be written to '%s'; check space and permissions".formatted(out), e);
        }
    }

    private static Dealt deal(
            ImageParts parts, @Nullable ImageSource testSource, DealingPlan plan, Path out, String name)
            throws IOException, UnusableImagesException {
        ImageSetSummary summary = ImageSet.describe(parts);
        List<String> classes = summary.classes();
        if (classes.size() < 2 || classes.size() > MOST_CLASSES) {
            throw new UnusableImagesException(
                    "The set has %d class folders, expected 2 to %,d".formatted(classes.size(), MOST_CLASSES));
        }
        ImageSpec spec = summary.spec(plan.largestSide());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(plan.seed());
        Deck deck = Deck.shuffled(parts.training(), classes, random);
        Set<String> seen = new HashSet<>();
        Deck test;
        if (testSource == null) {
            int[] sixth = Arrays.stream(deck.counts()).map(n -> n / 6).toArray();
            int[] rest = Arrays.stream(deck.counts()).map(n -> n - n / 6).toArray();
            test = deck.first(Quotas.test(sixth, plan.quick())).distinct(spec, seen);
            deck = deck.slice(sixth, rest);
        } else {
            Deck all = Deck.shuffled(testSource, classes, random);
            test = all.first(Quotas.test(all.counts(), plan.quick())).distinct(spec, seen);
        }
        long quotaSeed = random.nextLong();
        Quotas quotas = quotas(classes, deck.counts(), plan, quotaSeed);
        Deck dealt = deck.first(withSlack(quotas.needed())).distinct(spec, new HashSet<>(seen));
        if (!dealt.holds(quotas.needed())) {
            dealt = deck.distinct(spec, seen);
            quotas = quotas(classes, dealt.counts(), plan, quotaSeed);
        }
        return write(dealt, test, quotas, classes, spec, out, name);
    }

    private static Quotas quotas(List<String> classes, int[] available, DealingPlan plan, long seed)
            throws UnusableImagesException {
        return Quotas.of(
                classes,
                available,
                plan,
                RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    /** A few more than needed, since repeats drop out; saves decoding a large set of which little is dealt. */
    private static int[] withSlack(int[] needed) {
        return Arrays.stream(needed).map(n -> n + 10 + n / 20).toArray();
    }

    private static Dealt write(
            Deck dealt, Deck test, Quotas quotas, List<String> classes, ImageSpec spec, Path out, String name)
            throws IOException, UnusableImagesException {
        Files.createDirectories(out);
        SequencedMap<String, Path> entities = new LinkedHashMap<>();
        SequencedMap<String, List<Integer>> counts = new LinkedHashMap<>();
        int[] from = new int[classes.size()];
        for (int p = 0; p < PARTS.size(); p++) {
            int[] quota = quotas.parts()[p];
            Deck part = dealt.slice(from, quota);
            Arrays.setAll(from, c -> from[c] + quota[c]);
            entities.put(PARTS.get(p), write(part, out.resolve(PARTS.get(p) + ".zip")));
            counts.put(PARTS.get(p), part.countsAsList());
        }
        Path auxiliary = entities.pollLastEntry().getValue();
        Path testZip = write(test, out.resolve("test.zip"));
        counts.put("test", test.countsAsList());
        List<String> lacking = new ArrayList<>();
        for (int c = 0; c < classes.size(); c++) {
            if (quotas.lacking()[c]) {
                lacking.add(classes.get(c));
            }
        }
        String description = "%s: %,d classes, %d x %d pixels, %s"
                .formatted(name, classes.size(), spec.height(), spec.width(), spec.channels() == 1 ? "grey" : "colour");
        return new Dealt(entities, auxiliary, testZip, classes, null, List.copyOf(lacking), spec, counts, description);
    }

    private static Path write(Deck part, Path target) throws IOException, UnusableImagesException {
        ImageSource source = part.source();
        try (StoredZip zip = new StoredZip(target)) {
            for (int i : part.sorted()) {
                zip.add(source.className(i) + "/" + source.name(i), source.fileBytes(i));
            }
            zip.complete();
        }
        return target;
    }
}
