package io.veilpool.experiments.methods;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.pretraining.ClassifierTraining;
import io.veilpool.experiments.lab.Lab;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.metric.BinaryRanking;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.training.NetworkStages;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells persons apart, and so how much a rebuilt picture looks like its person to somebody who knows neither featurizer nor protection.
 * Trained once for a set, from a start of its own, on those persons of the training part who have several images; none of them is on a
 * test image.
 */
final class PersonNetwork implements AutoCloseable {
    private static final int LEAST_IMAGES = 8;
    private static final int LEAST_PERSONS = 20;
    private static final int CENTRE_OF = 500;
    private static final int MOST_VERIFIED = 1_000;
    private static final int AT_ONCE = 125;
    private static final long SEED = 1;

    private final NetworkStages stages;
    private final HostTensor centre;

    private PersonNetwork(NetworkStages stages, LabelledImages persons) {
        this.stages = stages;
        LabelledImages some = persons.first(CENTRE_OF);
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray sum = null;
            for (int[] batch : batches(some.size())) {
                NDArray part = activations(some.batch(scope, batch)).sum(new int[] {0}, true);
                sum = sum == null ? part : sum.add(part);
            }
            centre = HostTensor.copyOf(Scalars.over(Objects.requireNonNull(sum), some.size()));
        }
    }

    /**
     * @param images the training part of a set
     * @return null if too few of them are of persons with {@value #LEAST_IMAGES} images or more; the caller closes it
     */
    static @Nullable PersonNetwork of(Lab lab, MethodEffort effort, LabelledImages images, Progress progress)
            throws IOException {
        LabelledImages persons = persons(images);
        int count = IntStream.range(0, persons.size()).map(persons::label).max().orElse(-1) + 1;
        if (count < LEAST_PERSONS) {
            return null;
        }
        Architecture backbone = Backbones.named(effort.backbone(), images.spec(), count);
        Path file = lab.place("persons", Lab.digest(effort.classifier(), effort.backbone(), persons.digest()));
        if (!Files.exists(file)) {
            try (Network trained = ClassifierTraining.train(effort.classifier(), backbone, persons, SEED, progress)) {
                SafeTensors.write(file, trained.weights(), Map.of());
            }
        }
        try (Network network = Network.of(backbone, SafeTensors.read(file, SafeTensors.Limits.WEIGHTS))) {
            return new PersonNetwork(NetworkStages.of(network), persons);
        } catch (HostileFileException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "): delete it to have it made again", e);
        }
    }

    /** Images of persons with enough of them, labelled by person. */
    private static LabelledImages persons(LabelledImages images) {
        Map<Integer, List<Integer>> ofPerson = new TreeMap<>();
        for (int i = 0; i < images.size(); i++) {
            if (images.group(i) >= 0) {
                ofPerson.computeIfAbsent(images.group(i), person -> new ArrayList<>())
                        .add(i);
            }
        }
        ofPerson.values().removeIf(places -> places.size() < LEAST_IMAGES);
        List<byte[]> pixels = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        int person = 0;
        for (List<Integer> places : ofPerson.values()) {
            for (int i : places) {
                byte[] image = new byte[images.spec().values()];
                images.pixels(i, image);
                pixels.add(image);
                labels.add(person);
            }
            person++;
        }
        return LabelledImages.of(
                images.spec(),
                pixels.toArray(byte[][]::new),
                labels.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<int[]> batches(int count) {
        return IntStream.iterate(0, from -> from < count, from -> from + AT_ONCE)
                .mapToObj(from ->
                        IntStream.range(from, Math.min(count, from + AT_ONCE)).toArray())
                .toList();
    }

    private NDArray activations(NDArray pictures) {
        NDArray last = stages.forward(pictures, 0, stages.count() - 1);
        return last.reshape(last.getShape().get(0), -1);
    }

    /**
     * Where pictures lie among persons: the last activations in front of the logits, seen from their mean over persons, of length 1; the
     * cosine of two pictures is their product.
     *
     * @param pictures (n, C, H, W) in [0, 1]
     * @return (n, E), owned by the manager of {@code pictures}
     */
    NDArray embeddings(NDArray pictures) {
        NDArray apart = activations(pictures).sub(centre.copyTo(pictures.getManager()));
        return apart.div(Scalars.atLeast(apart.square().sum(new int[] {1}, true).sqrt(), 1e-8));
    }

    /**
     * How well it tells whether two photographs are of one person: the area under the ROC curve over all pairs among the first
     * {@value #MOST_VERIFIED} images, .5 by chance; NaN if no two are of one person. What its similarities are worth.
     */
    double verification(LabelledImages images) {
        LabelledImages some = images.first(MOST_VERIFIED);
        float[][] embeddings = new float[some.size()][];
        for (int[] batch : batches(some.size())) {
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray rows = embeddings(some.batch(scope, batch));
                int width = Math.toIntExact(rows.getShape().get(1));
                float[] values = rows.toFloatArray();
                for (int k = 0; k < batch.length; k++) {
                    embeddings[batch[k]] = Arrays.copyOfRange(values, k * width, (k + 1) * width);
                }
            }
        }
        int pairs = some.size() * (some.size() - 1) / 2;
        double[] cosines = new double[pairs];
        boolean[] same = new boolean[pairs];
        int pair = 0;
        for (int i = 0; i < some.size(); i++) {
            for (int j = i + 1; j < some.size(); j++) {
                cosines[pair] = product(embeddings[i], embeddings[j]);
                same[pair++] = some.group(i) >= 0 && some.group(i) == some.group(j);
            }
        }
        return BinaryRanking.auc(cosines, same);
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Override
    public void close() {
        stages.close();
    }
}
