package io.veilpool.agent.protection.hybrid;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.opponent.SensitiveLabels;
import io.veilpool.agent.pretraining.ClassifierTraining;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.Network;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.util.SplittableRandom;

/**
 * Trains a whole network whose embedding serves the main task and hides a sensitive one (Li, Li and Lin, ACM TIST 2023): the classifier
 * is trained, then in turn an adversary that reads the sensitive attribute from u, and the network with
 * {@code L_main + a L_sens(v) + b KL(uniform || A(u)) + c (||corr(u, v)||^2 + ||G(u, v) - x||_1 + swap)}. The forms of the terms
 * are reconstructions.
 */
public final class HybridTraining {
    private HybridTraining() {}

    /**
     * @param classifier the training before it, as without protection
     * @param backbone   of the whole network
     * @param hook       where u leaves, after {@code config.sensitiveHook()}
     * @param images     with at least one sensitive attribute
     * @return the network, and the classifier that it began as; all that serves training alone was thrown away
     * @throws IllegalArgumentException if the images' sensitive attributes leave nothing to hide
     * @throws io.veilpool.model.training.TrainingDivergedException if a loss is no longer a number
     * @throws IOException if a state_dict that the classifier's training begins with cannot be used
     * @throws io.veilpool.model.architecture.InvalidArchitectureException if the backbone has no such hook points in that order
     */
    public static NetworkTrainer.Trained train(
            HybridConfig config,
            PreTrainingConfig classifier,
            Architecture backbone,
            HookPoint hook,
            LabelledImages images,
            long seed,
            Progress progress)
            throws IOException {
        SensitiveLabels attribute = SensitiveLabels.of(images);
        SplittableRandom seeds = new SplittableRandom(seed);
        try (Network start = ClassifierTraining.train(classifier, backbone, images, seed, progress);
                Trunk trunk = Trunk.of(start, config.sensitiveHook(), hook);
                SensitiveBranch branch = SensitiveBranch.random(
                        config,
                        trunk.early().architecture().output(),
                        trunk.late().architecture().output(),
                        attribute.count(),
                        images.spec(),
                        seeds.nextLong());
                HybridRun run = new HybridRun(config, images, attribute, trunk, branch, seeds)) {
            run.go(progress);
            return new NetworkTrainer.Trained(trunk.whole(), start.copy());
        }
    }
}
