package io.veilpool.agent.pretraining;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.Augmentation;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.metric.TopKAccuracy;
import io.veilpool.model.network.Network;
import io.veilpool.model.training.BatchSampler;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Pace;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.Schedule;
import io.veilpool.model.training.TrainingStep;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Trains the whole network M = D(F(.)) on labelled images: Deep Poisoning, Eq. (1). */
final class ClassifierTraining {
    private static final double RISING_PART = 0.25;
    private static final double MAX_NORM = 5;
    private static final int INFERENCE_BATCH = 250;

    private ClassifierTraining() {}

    static Network train(
            PreTrainingConfig config, Architecture architecture, LabelledImages images, long seed, Progress progress) {
        Network network = Network.random(architecture, seed);
        network.trainable(true);
        Optimiser optimiser = Optimiser.sgd(
                Schedule.oneCycle(config.peakRate(), config.steps(), RISING_PART), config.weightDecay(), MAX_NORM);
        BatchSampler sampler = new BatchSampler(images.size(), seed);
        SplittableRandom random = new SplittableRandom(seed);
        Augmentation augmentation = Augmentation.usual(images.spec().height());
        Pace pace = new Pace("pre-training", config.steps(), config.batch(), progress);
        for (int step = 0; step < config.steps(); step++) {
            int[] rows = sampler.next(config.batch());
            double loss = TrainingStep.run(network, optimiser, manager -> {
                NDArray x = images.batch(manager, rows, augmentation, random);
                return ClassificationLoss.mean(network.forward(x, true), images.labels(manager, rows));
            });
            pace.done(step + 1, loss);
        }
        network.trainable(false);
        return network;
    }

    /** Percent of images whose label is among the k greatest logits. */
    static double topK(Network network, LabelledImages images, int k) {
        long correct = 0;
        for (int from = 0; from < images.size(); from += INFERENCE_BATCH) {
            int[] rows = IntStream.range(from, Math.min(images.size(), from + INFERENCE_BATCH)).toArray();
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray logits = network.forward(images.batch(manager, rows), false);
                correct += TopKAccuracy.correct(logits, images.labels(manager, rows), k);
            }
        }
        return 100.0 * correct / images.size();
    }
}
