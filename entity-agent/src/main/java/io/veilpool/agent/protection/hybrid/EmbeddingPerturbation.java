package io.veilpool.agent.protection.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.opponent.SensitiveLabels;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.BatchSampler;
import io.veilpool.model.training.Pace;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The private part of one entity that turns an embedding u into an adversarial embedding u~ (Li, Li and Lin 2023): adversaries of a random
 * start, trained on the entity's own embeddings and sensitive labels, against which every embedding takes small targeted steps. Whoever
 * has it can compute the same steps, so it is as private as a DPM. No label is needed to apply it, and equal embeddings move equally.
 * Not for use by two threads.
 */
public final class EmbeddingPerturbation implements AutoCloseable {
    private static final String PHASE = "adversarial embedding";
    private static final String DEVIATION = "deviation";
    private static final String SEED = "seed";
    private static final int BATCH = 64;
    private static final double RATE = 2e-3;

    private final Mover mover;

    private EmbeddingPerturbation(Mover mover) {
        this.mover = mover;
    }

    /**
     * @param embeddings the entity's own u, with their main labels
     * @param sensitive  one value per row, in [0, values), or -1 where unknown
     * @param decider    published; a copy is kept
     * @return to be closed by the caller
     * @throws io.veilpool.model.training.TrainingDivergedException if a loss is no longer a number
     */
    public static EmbeddingPerturbation train(
            EmbeddingConfig config,
            LabelledFeatures embeddings,
            int[] sensitive,
            int values,
            Network decider,
            long seed,
            Progress progress) {
        SplittableRandom seeds = new SplittableRandom(seed);
        SensitiveLabels labels = SensitiveLabels.of(sensitive, values, labels(embeddings));
        HostTensor deviation = deviation(embeddings);
        List<Network> adversaries = new ArrayList<>();
        long drawing = seeds.nextLong();
        Mover mover = new Mover(config, adversaries, decider.copy(), deviation, drawing);
        EmbeddingPerturbation made = new EmbeddingPerturbation(mover);
        try {
            for (int i = 0; i < config.adversaries(); i++) {
                adversaries.add(adversary(mover, embeddings, labels, seeds.nextLong(), progress));
            }
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private static Network adversary(
            Mover mover, LabelledFeatures embeddings, SensitiveLabels labels, long seed, Progress progress) {
        EmbeddingConfig config = mover.config();
        Schedule schedule = Schedule.cosine(RATE, config.adversarySteps());
        BatchSampler sampler = new BatchSampler(embeddings.rows(), seed);
        Pace pace = new Pace(PHASE, config.adversarySteps(), BATCH, progress);
        try (AttributeAdversary adversary =
                new AttributeAdversary(labels, embeddings.shape(), config.adversaryWidth(), schedule, seed)) {
            for (int step = 0; step < config.adversarySteps(); step++) {
                int[] rows = sampler.next(BATCH);
                try (NDManager scope = NDManager.newBaseManager()) {
                    NDArray u = embeddings.batch(scope, rows);
                    NDArray seen = mover.adversaries().isEmpty() ? u : mover.move(u);
                    adversary.step(step, rows, manager -> seen);
                }
                pace.done(step + 1, Double.NaN);
            }
            return adversary.network().copy();
        }
    }

    private static int[] labels(LabelledFeatures embeddings) {
        int[] labels = new int[embeddings.rows()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = embeddings.label(i);
        }
        return labels;
    }

    /** Of each channel, over rows and places; (1, C, 1, 1). */
    static HostTensor deviation(LabelledFeatures embeddings) {
        FeatureShape shape = embeddings.shape();
        int places = shape.height() * shape.width();
        double[] sums = new double[shape.channels()];
        double[] squares = new double[shape.channels()];
        float[] row = new float[shape.values()];
        for (int i = 0; i < embeddings.rows(); i++) {
            embeddings.copyRow(i, row);
            for (int k = 0; k < row.length; k++) {
                sums[k / places] += row[k];
                squares[k / places] += (double) row[k] * row[k];
            }
        }
        double count = (double) embeddings.rows() * places;
        float[] deviation = new float[sums.length];
        for (int c = 0; c < deviation.length; c++) {
            double mean = sums[c] / count;
            deviation[c] = (float) Math.sqrt(Math.max(0, squares[c] / count - mean * mean));
        }
        return HostTensor.of(deviation, 1, deviation.length, 1, 1);
    }

    /**
     * One that was trained before.
     *
     * @param values  of the sensitive attribute
     * @param weights of {@link #weights()}
     * @param decider the same that it was trained with; a copy is kept
     * @throws IllegalArgumentException if the weights are of another shape or number of adversaries
     */
    public static EmbeddingPerturbation of(
            EmbeddingConfig config, FeatureShape shape, int values, Weights weights, Network decider) {
        Architecture reader = SensitiveLabels.reader(shape, config.adversaryWidth(), values);
        List<Network> adversaries = new ArrayList<>();
        for (int i = 0; i < config.adversaries(); i++) {
            adversaries.add(Network.of(reader, weights.under(prefix(i))));
        }
        long seed = weights.get(SEED).data().getLong();
        return new EmbeddingPerturbation(new Mover(config, adversaries, decider.copy(), weights.get(DEVIATION), seed));
    }

    private static String prefix(int adversary) {
        return "adversary" + adversary + ".";
    }

    /** Everything but the decider, which is public; to be kept as a DPM's weights are. */
    public Weights weights() {
        Weights all =
                Weights.of(Map.of(DEVIATION, mover.deviation(), SEED, HostTensor.of(new long[] {mover.seed()}, 1)));
        for (int i = 0; i < mover.adversaries().size(); i++) {
            all = Weights.union(all, mover.adversaries().get(i).weights().prefixed(prefix(i)));
        }
        return all;
    }

    /**
     * Must not be called while gradients are collected.
     *
     * @param u (N, C, H, W) float32
     * @return u~, same shape, each value within {@code size} standard deviations of its channel from that of u; owned by the manager of
     *     {@code u}
     */
    public NDArray apply(NDArray u) {
        return mover.move(u);
    }

    @Override
    public void close() {
        mover.adversaries().forEach(Network::close);
        mover.decider().close();
    }
}
