package io.veilpool.agent.protection.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.opponent.SensitiveLabels;
import io.veilpool.agent.poisoning.RowTransform;
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
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The private part of one entity that turns an embedding u into an adversarial embedding u~ (Li, Li and Lin 2023): adversaries of a random
 * start, trained on the entity's own embeddings and sensitive labels, against which every embedding takes small targeted steps. Whoever
 * has it can compute the same steps, so it is as private as a DPM. No label is needed to apply it, and equal embeddings move equally.
 * Not for use by two threads.
 */
public final class EmbeddingPerturbation implements RowTransform {
    private static final String PHASE = "adversarial embedding";
    private static final String DEVIATION = "deviation";
    private static final String SEED = "seed";
    private static final String DECIDER = "decider.";
    private static final String ARCHITECTURE = "architecture";
    private static final Pattern MODULE =
            Pattern.compile("adversarial embedding, size ([0-9.E-]{1,20}), ([0-9]{1,9}) steps,"
                    + " ([0-9]{1,9}) back, (RANDOM|LEAST_LIKELY), ([0-9]{1,4}) adversaries of ([0-9]{1,9}) steps, ([0-9]{1,4}) wide,"
                    + " ([0-9]{1,4}) values");
    private static final int BATCH = 64;
    private static final double RATE = 2e-3;

    private final Mover mover;

    private EmbeddingPerturbation(Mover mover) {
        this.mover = mover;
    }

    /**
     * @param embeddings the entity's own u, with their main labels
     * @param labels     sensitive values of the same rows
     * @param decider    published; a copy is kept
     * @return to be closed by the caller
     * @throws io.veilpool.model.training.TrainingDivergedException if a loss is no longer a number
     */
    public static EmbeddingPerturbation train(
            EmbeddingConfig config,
            LabelledFeatures embeddings,
            SensitiveLabels labels,
            Network decider,
            long seed,
            Progress progress) {
        SplittableRandom seeds = new SplittableRandom(seed);
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
     * @param module  as {@link #module()} said
     * @param shape   of the rows
     * @param weights of {@link #weights()}
     * @throws IllegalArgumentException if the three do not fit
     */
    public static EmbeddingPerturbation open(String module, FeatureShape shape, Weights weights) {
        Matcher parts = MODULE.matcher(module);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + module
                    + "' is no adversarial embedding, for instance 'adversarial embedding, size 10.0, 2 steps,"
                    + " 3 back, RANDOM, 2 adversaries of 100 steps, 32 wide, 2 values'");
        }
        EmbeddingConfig config = new EmbeddingConfig(
                Double.parseDouble(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                EmbeddingConfig.Target.valueOf(parts.group(4)),
                Integer.parseInt(parts.group(5)),
                Integer.parseInt(parts.group(6)),
                Integer.parseInt(parts.group(7)));
        int values = Integer.parseInt(parts.group(8));
        Architecture reader = SensitiveLabels.reader(shape, config.adversaryWidth(), values);
        List<Network> adversaries = new ArrayList<>();
        for (int i = 0; i < config.adversaries(); i++) {
            adversaries.add(Network.of(reader, weights.under(prefix(i))));
        }
        Network decider = Network.of(Architecture.parse(text(weights.get(ARCHITECTURE))), weights.under(DECIDER));
        long seed = weights.get(SEED).data().getLong();
        return new EmbeddingPerturbation(new Mover(config, adversaries, decider, weights.get(DEVIATION), seed));
    }

    /** Weights hold numbers only, and nobody but the decider knows its layers: a number for each character. */
    private static HostTensor numbers(String text) {
        long[] numbers = text.chars().asLongStream().toArray();
        return HostTensor.of(numbers, numbers.length);
    }

    private static String text(HostTensor numbers) {
        LongBuffer data = numbers.data().asLongBuffer();
        StringBuilder text = new StringBuilder();
        while (data.hasRemaining()) {
            text.append((char) data.get());
        }
        return text.toString();
    }

    private static String prefix(int adversary) {
        return "adversary" + adversary + ".";
    }

    /** The adversaries, the seed, and the decider that the steps spare. */
    @Override
    public Weights weights() {
        Network decider = mover.decider();
        Weights all = Weights.of(Map.of(
                DEVIATION,
                mover.deviation(),
                SEED,
                HostTensor.of(new long[] {mover.seed()}, 1),
                ARCHITECTURE,
                numbers(decider.architecture().json())));
        all = Weights.union(all, decider.weights().prefixed(DECIDER));
        for (int i = 0; i < mover.adversaries().size(); i++) {
            all = Weights.union(all, mover.adversaries().get(i).weights().prefixed(prefix(i)));
        }
        return all;
    }

    @Override
    public String module() {
        EmbeddingConfig config = mover.config();
        return String.format(
                Locale.ROOT,
                "adversarial embedding, size %s, %d steps, %d back, %s, %d adversaries of %d steps, %d wide, %d values",
                config.size(),
                config.steps(),
                config.settling(),
                config.target(),
                config.adversaries(),
                config.adversarySteps(),
                config.adversaryWidth(),
                mover.adversaries().getFirst().architecture().output().channels());
    }

    /**
     * Must not be called while gradients are collected.
     *
     * @param u (N, C, H, W) float32
     * @return u~, same shape, each value within {@code size} standard deviations of its channel from that of u; owned by the manager of
     *     {@code u}
     */
    @Override
    public NDArray apply(NDArray u) {
        return mover.move(u);
    }

    @Override
    public NDArray apply(NDArray u, long seed) {
        return mover.withSeed(seed).move(u);
    }

    @Override
    public boolean isRandom() {
        return true;
    }

    @Override
    public void close() {
        mover.adversaries().forEach(Network::close);
        mover.decider().close();
    }
}
