package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.training.BatchSampler;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.Schedule;
import io.veilpool.model.training.TrainingDivergedException;
import io.veilpool.model.training.TrainingStep;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Answers a question about a row after having seen rows with their answers. */
abstract class Probe implements AutoCloseable {
    private static final int NEIGHBOURS = 15;
    private static final int MOST_NEIGHBOURS_OF = 4_000;
    private static final double LARGEST_GRADIENT = 5;

    /**
     * @param rows (N, C, H, W)
     * @return (N)(V) of each row a score for each answer, greater = more likely
     */
    abstract float[][] scores(NDArray rows);

    /** The likeliest answer to each row; the first of several that are equally likely. */
    final int[] answers(NDArray rows) {
        return Arrays.stream(scores(rows)).mapToInt(Probe::greatest).toArray();
    }

    private static int greatest(float[] scores) {
        int greatest = 0;
        for (int i = 1; i < scores.length; i++) {
            greatest = scores[i] > scores[greatest] ? i : greatest;
        }
        return greatest;
    }

    @Override
    public abstract void close();

    /** Whether a logistic regression on all values of such rows is within the limits of an architecture. */
    static boolean takesAllValues(FeatureShape rows) {
        return rows.values() <= Layer.MAX_CHANNELS;
    }

    /** Logistic regression on all values, standardised one by one. */
    static Architecture logistic(FeatureShape rows, int values) {
        return new Architecture(
                "logistic-probe",
                new FeatureShape(rows.values(), 1, 1),
                List.of(
                        new NamedLayer("scale", new Layer.BatchNorm(rows.values())),
                        new NamedLayer("linear", new Layer.Linear(rows.values(), values))));
    }

    /** Two convolutions and the means of their channels. */
    static Architecture convolutional(FeatureShape rows, int width, int values) {
        return new Architecture(
                "convolutional-probe",
                rows,
                List.of(
                        new NamedLayer("scale", new Layer.BatchNorm(rows.channels())),
                        new NamedLayer("conv1", new Layer.Convolution(rows.channels(), width, 3, 1, 1, true)),
                        new NamedLayer("relu1", new Layer.Relu()),
                        new NamedLayer("conv2", new Layer.Convolution(width, width, 3, 1, 1, true)),
                        new NamedLayer("relu2", new Layer.Relu()),
                        new NamedLayer("pool", new Layer.GlobalAveragePool()),
                        new NamedLayer("linear", new Layer.Linear(width, values))));
    }

    static Probe train(
            Architecture architecture,
            TrainingSet set,
            int[] answers,
            DecoderTraining.Config config,
            long seed,
            Progress progress) {
        Network network = Network.random(architecture, seed);
        BatchSampler sampler = new BatchSampler(set.size(), seed);
        Optimiser optimiser = Optimiser.adam(Schedule.cosine(config.learningRate(), config.steps()), LARGEST_GRADIENT);
        network.trainable(true);
        for (int step = 1; step <= config.steps(); step++) {
            // In the order in which the set gives rows, which is its own where several poisoners are mixed.
            int[] rows = set.order(sampler.next(config.batch()));
            double loss = TrainingStep.run(network, optimiser, manager -> {
                NDArray logits = network.forward(shaped(network, set.rows(manager, rows)), true);
                long[] right = IntStream.of(rows).mapToLong(i -> answers[i]).toArray();
                return ClassificationLoss.mean(logits, manager.create(right));
            });
            if (!Double.isFinite(loss)) {
                throw new TrainingDivergedException("attribute probe", step, loss);
            }
            progress.report("attribute probe", step, config.steps(), loss, Double.NaN);
        }
        network.trainable(false);
        return new Probe() {
            @Override
            float[][] scores(NDArray rows) {
                return split(network.forward(shaped(network, rows), false).toFloatArray(), rows);
            }

            @Override
            public void close() {
                network.close();
            }
        };
    }

    /** Values of rows, one row after another, row by row. */
    static float[][] split(float[] values, NDArray rows) {
        int width = values.length / Math.toIntExact(rows.getShape().get(0));
        return IntStream.range(0, values.length / width)
                .mapToObj(i -> Arrays.copyOfRange(values, i * width, (i + 1) * width))
                .toArray(float[][]::new);
    }

    private static NDArray shaped(Network network, NDArray rows) {
        FeatureShape shape = network.architecture().input();
        return rows.reshape(rows.getShape().get(0), shape.channels(), shape.height(), shape.width());
    }

    /** The most frequent answer of the nearest rows by cosine. */
    static Probe neighbours(TrainingSet set, int[] answers, int values) {
        NDManager manager = NDManager.newBaseManager();
        int[] known = set.order(
                IntStream.range(0, Math.min(MOST_NEIGHBOURS_OF, set.size())).toArray());
        NDList parts = new NDList();
        NDArray mean;
        try (NDManager scope = NDManager.newBaseManager()) {
            for (int from = 0; from < known.length; from += 125) {
                int[] batch = Arrays.copyOfRange(known, from, Math.min(known.length, from + 125));
                parts.add(set.rows(scope, batch).reshape(batch.length, -1));
            }
            NDArray all = NDArrays.concat(parts);
            mean = all.mean(new int[] {0}, true);
            mean.attach(manager);
            NDArray unit = unit(all, mean);
            unit.attach(manager);
            return new Neighbours(manager, unit, mean, known, answers, values);
        }
    }

    private static NDArray unit(NDArray flat, NDArray mean) {
        NDArray centred = flat.sub(mean);
        return centred.div(
                Scalars.atLeast(centred.square().sum(new int[] {1}, true).sqrt(), 1e-8));
    }

    private static final class Neighbours extends Probe {
        private final NDManager manager;
        private final NDArray gallery;
        private final NDArray mean;
        private final int[] known;
        private final int[] answers;
        private final int values;

        Neighbours(NDManager manager, NDArray gallery, NDArray mean, int[] known, int[] answers, int values) {
            this.manager = manager;
            this.gallery = gallery;
            this.mean = mean;
            this.known = known;
            this.answers = answers;
            this.values = values;
        }

        @Override
        float[][] scores(NDArray rows) {
            NDArray asked = unit(rows.reshape(rows.getShape().get(0), -1), mean);
            NDArray nearest = asked.matMul(gallery.transpose())
                    .topK(Math.min(NEIGHBOURS, known.length), 1)
                    .get(1);
            int count = Math.toIntExact(nearest.getShape().get(1));
            long[] places = nearest.toType(DataType.INT64, false).toLongArray();
            float[][] votes = new float[places.length / count][values];
            for (int i = 0; i < places.length; i++) {
                votes[i / count][answers[known[Math.toIntExact(places[i])]]]++;
            }
            return votes;
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
