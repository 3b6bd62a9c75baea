package io.veilpool.agent.pretraining;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.Network;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How the publishing entity trains the network that is split into featurizer and decider. */
@FunctionalInterface
public interface NetworkTrainer {
    /** For classification alone: Deep Poisoning, Eq. (1). The featurizer protects nothing. */
    NetworkTrainer CLASSIFICATION = (config, backbone, hook, images, seed, progress) ->
            new Trained(ClassifierTraining.train(config, backbone, images, seed, progress), null);

    /**
     * @param backbone of the charter
     * @param hook     where it will be split
     * @param images   own ones, to train on; classes may be missing
     * @throws IOException                                          if a state_dict cannot be used
     * @throws io.veilpool.model.training.TrainingDivergedException if a loss is no longer a number
     */
    Trained train(
            PreTrainingConfig config,
            Architecture backbone,
            HookPoint hook,
            LabelledImages images,
            long seed,
            Progress progress)
            throws IOException;

    /**
     * Both of the backbone's architecture, frozen.
     *
     * @param whole       M = D(F(.))
     * @param unprotected the same trained without protection, where F protects; else null
     */
    record Trained(Network whole, @Nullable Network unprotected) implements AutoCloseable {
        @Override
        public void close() {
            whole.close();
            if (unprotected != null) {
                unprotected.close();
            }
        }
    }
}
