package io.veilpool.experiments.bench;

import ai.djl.ndarray.BaseNDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.experiments.world.ImageData;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureShard;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.RowMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Measures everything in one run. The machine may be shared and its speed may change from one second to the next, so each piece of work
 * is compared with what was measured right before and after it, and the medians of several rounds are the result.
 */
public final class Measurement {
    private static final double PERCENT = 100;
    private static final double MIB = 1 << 20;
    private static final long SHARD_BYTES = 64L << 20;

    private final Effort effort;
    private final Consumer<String> say;
    private final Map<String, List<Double>> rounds = new LinkedHashMap<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();

    private Measurement(Effort effort, Consumer<String> say) {
        this.effort = effort;
        this.say = say;
    }

    /**
     * @param folder private and empty; the caller deletes it
     * @param say    hears what is going on
     * @return figures by name, in the order of the table
     */
    public static Map<String, Double> run(ImageData data, Effort effort, int rounds, Path folder, Consumer<String> say)
            throws IOException, UnusableImagesException {
        Measurement measurement = new Measurement(effort, say);
        try (Subject subject = new Subject(data, effort, folder)) {
            // Before the trainings, which take more memory than anything here.
            measurement.memory(subject, RowMemory.onDisk(folder));
            measurement.bytes(subject, folder, data.classes().size());
            measurement.speed(subject, folder, data.classes().size(), rounds);
        }
        return measurement.figures;
    }

    private void memory(Subject subject, RowMemory memory) {
        say.accept("memory of featurizing and poisoning");
        int[] counts = effort.memoryImages().stream().mapToInt(i -> i).toArray();
        double[] peaks = new double[counts.length];
        int[] arrays = new int[counts.length];
        poisonAll(subject, counts[0], memory); // the engine takes its working memory once
        for (int i = 0; i < counts.length; i++) {
            System.gc();
            int count = counts[i];
            Resident<PoisonedFeatures> watched = Resident.during(() -> poisonAll(subject, count, memory));
            PoisonedFeatures kept = watched.result();
            OptionalDouble peak = watched.peak();
            peaks[i] = peak.orElse(Double.NaN);
            arrays[i] =
                    subject.networks().stream().mapToInt(Measurement::arrays).sum();
            note(Speed.peak(counts[i]), peak);
            note(Speed.now(counts[i]), Resident.now());
            if (kept.rows() != counts[i]) {
                throw new IllegalStateException(kept.rows() + " rows of " + counts[i] + " images");
            }
        }
        int last = counts.length - 1;
        double rowMiB =
                2.0 * ElementType.F16.bytes() * subject.poisoned().shape().values() / MIB;
        double grown = (peaks[last] - peaks[0]) / (counts[last] - counts[0]);
        if (Double.isFinite(grown)) {
            figures.put(Speed.GROWTH, grown / rowMiB);
        }
        figures.put(Speed.ARRAYS, (double) arrays[last] - arrays[0]);
    }

    /** The same images over and over: they take no memory of their own. */
    private static PoisonedFeatures poisonAll(Subject subject, int count, RowMemory memory) {
        LabelledImages images = subject.images();
        int[] index = IntStream.range(0, count).map(i -> i % images.size()).toArray();
        return subject.poison(subject.featurize(images.subset(index), memory), memory);
    }

    private static int arrays(Network network) {
        return ((BaseNDManager) network.parameters().firstEntry().getValue().getManager())
                .getManagedArrays()
                .size();
    }

    private void note(String name, OptionalDouble value) {
        value.ifPresent(v -> figures.put(name, v));
    }

    private void bytes(Subject subject, Path folder, int classes) throws IOException {
        PoisonedFeatures rows = subject.poisoned();
        double float32 = (double) ElementType.F32.bytes() * rows.shape().values();
        double jpeg = ImageZip.write(folder.resolve("bytes.zip"), subject.images(), classes)
                .jpegBytes();
        Path shards = folder.resolve("shards");
        Files.createDirectories(shards);
        figures.put(Speed.bytes("float32"), float32);
        figures.put(Speed.bytes("JPEG"), jpeg);
        for (ElementType type : List.of(ElementType.F16, ElementType.I8)) {
            String name = type.name();
            long written = FeatureShard.write(
                            shards,
                            rows,
                            type,
                            SHARD_BYTES,
                            new FeatureShard.Origin(new UUID(0, 0), "0".repeat(64), "0".repeat(64), 1))
                    .stream()
                    .mapToLong(shard -> shard.bytes())
                    .sum();
            double each = written / (double) rows.rows();
            figures.put(Speed.bytes(name), each);
            figures.put(Speed.bytesRatio(name, "float32"), each / float32);
            figures.put(Speed.bytesRatio(name, "JPEG"), each / jpeg);
        }
    }

    private void speed(Subject subject, Path folder, int classes, int count)
            throws IOException, UnusableImagesException {
        ImageZip zip = ImageZip.write(folder.resolve("images.zip"), subject.images(), classes);
        List<Work> works = subject.works();
        for (int round = 0; round <= count; round++) {
            say.accept(round == 0 ? "warming up" : "round " + round + " of " + count);
            double reading = zip.imagesPerSecond();
            add(Speed.READING, reading);
            double before = Sgemm.best(effort.sides(), effort.products());
            for (Work work : works) {
                double rate = work.rate().imagesPerSecond();
                double after = Sgemm.best(effort.sides(), effort.products());
                double machine = (before + after) / 2;
                add(Speed.SGEMM, machine);
                add(Speed.share(work.name()), PERCENT * rate * work.flops() / 1e9 / machine);
                add(Speed.rate(work.name()), rate);
                add(Speed.overReading(work.name()), rate / reading);
                before = after;
            }
            if (round == 0) {
                rounds.clear();
            }
        }
        rounds.forEach((name, values) -> figures.put(name, median(values)));
    }

    private void add(String name, double value) {
        rounds.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
