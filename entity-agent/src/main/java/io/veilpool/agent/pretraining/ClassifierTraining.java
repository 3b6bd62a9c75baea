package io.veilpool.agent.pretraining;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.veilpool.agent.dataset.Augmentation;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.metric.TopKAccuracy;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.BatchSampler;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Pace;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.Schedule;
import io.veilpool.model.training.TrainingDivergedException;
import io.veilpool.model.training.TrainingStep;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Trains the whole network M = D(F(.)) on labelled images: Deep Poisoning, Eq. (1). The first part of the steps sees random
 * crops of three quarters of the side: convolutions do not mind, and a step costs little more than half.
 */
public final class ClassifierTraining {
    private static final double RISING_PART = 0.25;
    private static final double MAX_NORM = 5;
    private static final double CROPPED_PART = 0.6;
    private static final double CROP = 0.75;

    private ClassifierTraining() {}

    /**
     * @param architecture of the whole network
     * @return a frozen network that the caller closes
     * @throws TrainingDivergedException if the loss is no longer a number
     * @throws IOException               if a state_dict cannot be used
     */
    public static Network train(
            PreTrainingConfig config, Architecture architecture, LabelledImages images, long seed, Progress progress)
            throws IOException {
        Network network = StartingPoint.of(config, architecture, images, seed);
        network.trainable(true);
        Optimiser optimiser = Optimiser.sgd(
                Schedule.oneCycle(config.peakRate(), config.steps(), RISING_PART), config.weightDecay(), MAX_NORM);
        BatchSampler sampler = new BatchSampler(images.size(), seed);
        SplittableRandom random = new SplittableRandom(seed);
        Augmentation augmentation = augmentation(images.spec());
        Pace pace = new Pace("pre-training", config.steps(), config.batch(), progress);
        for (int step = 0; step < config.steps(); step++) {
            int[] rows = sampler.next(config.batch());
            boolean cropped = step < CROPPED_PART * config.steps();
            double loss = TrainingStep.run(network, optimiser, manager -> {
                NDArray x = images.batch(manager, rows, augmentation, random);
                NDArray seen = cropped ? crop(x, random) : x;
                return ClassificationLoss.smoothed(
                        network.forward(seen, true), images.labels(manager, rows), config.labelSmoothing());
            });
            if (!Double.isFinite(loss)) {
                network.close();
                throw new TrainingDivergedException("pre-training", step, loss);
            }
            pace.done(step + 1, loss);
        }
        network.trainable(false);
        return network;
    }

    /** Shifts by up to a sixteenth of the height, and flips. */
    public static Augmentation augmentation(ImageSpec image) {
        return new Augmentation(Math.clamp(image.height() / 16, 1, 64), true);
    }

    /** Multiplications of one forward pass of one image, mean over the steps. */
    static double multiplyAdds(int steps, String backbone, ImageSpec image, int classes) {
        ImageSpec crop = new ImageSpec(
                image.channels(), Math.toIntExact(side(image.height())), Math.toIntExact(side(image.width())));
        double cropped = Math.ceil(CROPPED_PART * steps) / steps;
        return cropped * Backbones.named(backbone, crop, classes).multiplyAdds()
                + (1 - cropped) * Backbones.named(backbone, image, classes).multiplyAdds();
    }

    /** One place for the whole batch, so that it stays a view. */
    private static NDArray crop(NDArray x, SplittableRandom random) {
        long height = x.getShape().get(2);
        long width = x.getShape().get(3);
        long down = random.nextLong(height - side(height) + 1);
        long right = random.nextLong(width - side(width) + 1);
        return x.get(new NDIndex(":, :, {}:{}, {}:{}", down, down + side(height), right, right + side(width)));
    }

    private static long side(long full) {
        return Math.round(full * CROP);
    }

    /** Percent of rows whose label is among the k greatest logits, for the given k. */
    static double[] topK(Network decider, OriginalFeatures features, int... k) {
        double[] correct = new double[k.length];
        for (int from = 0; from < features.rows(); from += PreTraining.INFERENCE_BATCH) {
            int[] rows = IntStream.range(from, Math.min(features.rows(), from + PreTraining.INFERENCE_BATCH))
                    .toArray();
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray logits = decider.forward(features.batch(manager, rows), false);
                NDArray labels = features.labels(manager, rows);
                for (int i = 0; i < k.length; i++) {
                    correct[i] += TopKAccuracy.correct(logits, labels, k[i]);
                }
            }
        }
        return Arrays.stream(correct).map(c -> 100 * c / features.rows()).toArray();
    }
}
