package io.veilpool.agent.pretraining;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.loss.ReconstructionLoss;
import io.veilpool.model.metric.L1Distance;
import io.veilpool.model.metric.Ssim;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.BatchSampler;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Pace;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.Schedule;
import io.veilpool.model.training.TrainingDivergedException;
import io.veilpool.model.training.TrainingStep;
import java.util.stream.IntStream;

/** Trains the featurizer's inverse on original features: Deep Poisoning, Eq. (3). */
public final class ReconstructorTraining {
    private static final double MAX_NORM = 5;
    private static final double RISING_PART = 0.15;
    private static final int INFERENCE_BATCH = 100;

    private ReconstructorTraining() {}

    /**
     * Row i of the features belongs to image i.
     *
     * @param config       its reconstructor's steps, batch and rate are used
     * @param architecture features to images, for instance of a {@link io.veilpool.model.architecture.ReconstructorSpec}
     * @return a frozen network that the caller closes
     * @throws TrainingDivergedException if the loss is no longer a number
     */
    public static Network train(
            PreTrainingConfig config,
            Architecture architecture,
            OriginalFeatures features,
            LabelledImages images,
            long seed,
            Progress progress) {
        Network network = Network.random(architecture, seed);
        network.trainable(true);
        Optimiser optimiser = Optimiser.adam(
                Schedule.oneCycle(config.reconstructorRate(), config.reconstructorSteps(), RISING_PART), MAX_NORM);
        BatchSampler sampler = new BatchSampler(features.rows(), seed);
        Pace pace = new Pace("reconstructor", config.reconstructorSteps(), config.reconstructorBatch(), progress);
        for (int step = 0; step < config.reconstructorSteps(); step++) {
            int[] rows = sampler.next(config.reconstructorBatch());
            double loss = TrainingStep.run(
                    network,
                    optimiser,
                    manager -> ReconstructionLoss.mean(
                            images.batch(manager, rows), network.forward(features.batch(manager, rows), true)));
            if (!Double.isFinite(loss)) {
                network.close();
                throw new TrainingDivergedException("the reconstructor's training", step, loss);
            }
            pace.done(step + 1, loss);
        }
        network.trainable(false);
        return network;
    }

    /** Mean L1 and mean SSIM of the reconstructions. */
    record Quality(double l1, double ssim) {}

    static Quality quality(Network reconstructor, OriginalFeatures features, LabelledImages images) {
        double l1 = 0;
        double ssim = 0;
        for (int from = 0; from < images.size(); from += INFERENCE_BATCH) {
            int[] rows = IntStream.range(from, Math.min(images.size(), from + INFERENCE_BATCH))
                    .toArray();
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray original = images.batch(manager, rows);
                NDArray reconstructed = reconstructor.forward(features.batch(manager, rows), false);
                l1 += L1Distance.perImage(original, reconstructed).sum().getFloat();
                ssim += Ssim.perImage(original, reconstructed).sum().getFloat();
            }
        }
        return new Quality(l1 / images.size(), ssim / images.size());
    }
}
