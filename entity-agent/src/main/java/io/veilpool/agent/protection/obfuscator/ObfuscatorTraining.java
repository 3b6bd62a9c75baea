package io.veilpool.agent.protection.obfuscator;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.opponent.SensitiveLabels;
import io.veilpool.agent.pretraining.ClassifierTraining;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.util.SplittableRandom;

/**
 * Trains a whole network as DeepObfuscator does (Li et al., IoTDI 2021): obfuscator E is everything up to the hook, classifier C the rest;
 * a reconstructor R and an adversary P on a private attribute take turns with both.
 */
public final class ObfuscatorTraining {
    private ObfuscatorTraining() {}

    /**
     * @param classifier the training of E and C before it, as without protection
     * @param backbone   of the whole network
     * @param hook       where features leave
     * @param images     at least 11 x 11 pixels, MS-SSIM's window, with at least one sensitive attribute
     * @return the network, and the classifier that it began as; R and P were thrown away
     * @throws IllegalArgumentException if the images' sensitive attributes leave nothing to hide
     * @throws io.veilpool.model.training.TrainingDivergedException if a loss is no longer a number
     * @throws IOException if a state_dict that the classifier's training begins with cannot be used
     * @throws io.veilpool.model.architecture.InvalidArchitectureException if the backbone has no such hook point
     */
    public static NetworkTrainer.Trained train(
            ObfuscatorConfig config,
            PreTrainingConfig classifier,
            Architecture backbone,
            HookPoint hook,
            LabelledImages images,
            long seed,
            Progress progress)
            throws IOException {
        Backbones.Split split = Backbones.split(backbone, hook);
        SensitiveLabels attribute = SensitiveLabels.of(images);
        SplittableRandom seeds = new SplittableRandom(seed);
        try (Network start = ClassifierTraining.train(classifier, backbone, images, seed, progress);
                Network obfuscator = start.part(split.featurizer());
                Network decider = start.part(split.decider());
                Network reconstructor = Network.random(
                        config.reconstructor().architecture(split.featurizer().output(), images.spec()),
                        seeds.nextLong());
                Network adversary = Network.random(
                        SensitiveLabels.reader(split.featurizer().output(), config.adversaryWidth(), attribute.count()),
                        seeds.nextLong())) {
            Rotation.Networks networks = new Rotation.Networks(obfuscator, decider, reconstructor, adversary);
            new Rotation(config, images, attribute, networks, seeds.nextLong()).go(progress);
            return new NetworkTrainer.Trained(
                    Network.of(backbone, Weights.union(obfuscator.weights(), decider.weights())), start.copy());
        }
    }
}
