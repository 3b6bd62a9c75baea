package io.veilpool.agent.attack;

import io.veilpool.model.network.Network;
import io.veilpool.model.training.BatchSampler;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.Schedule;
import io.veilpool.model.training.TrainingDivergedException;
import io.veilpool.model.training.TrainingStep;

/** Trains a decoder from features to images with L1, Deep Poisoning, Eq. (3): the one loop of all attackers. */
public final class DecoderTraining {
    private static final float LARGEST_GRADIENT = 5;
    private static final double RISING_PART = 0.15;
    /** A cycle ends at each of these parts of the budget. */
    private static final double[] CYCLE_ENDS = {0.125, 0.25, 0.5, 1};

    private DecoderTraining() {}

    /**
     * @param steps        at least 1
     * @param batch        rows per step, at least 1
     * @param learningRate greatest learning rate of Adam, > 0
     */
    public record Config(int steps, int batch, double learningRate) {}

    /** Hears what part of the steps is done, at a moment when the learning rate is near zero. */
    interface Checkpoint {
        void reached(double part);
    }

    /**
     * One rise and fall of the learning rate; the decoder is frozen afterwards.
     *
     * @throws TrainingDivergedException if the loss is no longer finite
     */
    public static void run(
            String phase, FeatureDecoder decoder, TrainingSet set, Config config, long seed, Progress progress) {
        Schedule schedule = Schedule.oneCycle(config.learningRate(), config.steps(), RISING_PART);
        run(phase, decoder, set, config, schedule, seed, progress, step -> {});
    }

    /**
     * Cycles of doubling length: at the end of each the decoder is as good as so many steps make it, so that one training shows what a
     * smaller budget would have got.
     */
    static void run(
            String phase,
            FeatureDecoder decoder,
            TrainingSet set,
            Config config,
            long seed,
            Progress progress,
            Checkpoint checkpoint) {
        int[] ends = new int[CYCLE_ENDS.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = (int) Math.round(config.steps() * CYCLE_ENDS[i]);
        }
        run(phase, decoder, set, config, cycles(config.learningRate(), ends), seed, progress, step -> {
            for (int i = 0; i < ends.length; i++) {
                if (step == ends[i]) {
                    checkpoint.reached(CYCLE_ENDS[i]);
                    return;
                }
            }
        });
    }

    private static Schedule cycles(double peak, int[] ends) {
        return step -> {
            int from = 0;
            for (int end : ends) {
                if (step < end) {
                    return Schedule.oneCycle(peak, end - from, RISING_PART).rate(step - from);
                }
                from = end;
            }
            return 0;
        };
    }

    private interface StepListener {
        void done(int steps);
    }

    private static void run(
            String phase,
            FeatureDecoder decoder,
            TrainingSet set,
            Config config,
            Schedule schedule,
            long seed,
            Progress progress,
            StepListener listener) {
        Network network = decoder.trained();
        BatchSampler sampler = new BatchSampler(set.size(), seed);
        Optimiser optimiser = Optimiser.adam(schedule, LARGEST_GRADIENT);
        network.trainable(true);
        long began = System.nanoTime();
        long pass = -1;
        for (int step = 1; step <= config.steps(); step++) {
            long now = (step - 1L) * config.batch() / set.size();
            if (now != pass) {
                set.begin(Math.toIntExact(now));
                pass = now;
            }
            int[] rows = sampler.next(config.batch());
            double loss = TrainingStep.run(
                    network, optimiser, manager -> decoder.loss(set.images(manager, rows), set.rows(manager, rows)));
            if (!Double.isFinite(loss)) {
                throw new TrainingDivergedException(phase, step, loss);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            progress.report(phase, step, config.steps(), loss, step * (double) config.batch() / seconds);
            listener.done(step);
        }
        network.trainable(false);
    }
}
