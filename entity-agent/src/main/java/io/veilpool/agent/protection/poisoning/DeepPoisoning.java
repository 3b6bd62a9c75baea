package io.veilpool.agent.protection.poisoning;

import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTrainer;
import io.veilpool.agent.poisoning.DpmTraining;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.Perturbation;
import io.veilpool.agent.poisoning.PoisoningNetwork;
import io.veilpool.agent.poisoning.RowTransform;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.protection.ModuleTraining;
import io.veilpool.agent.protection.ProtectionMethod;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import org.jspecify.annotations.Nullable;

/** Guo et al.: one network for all, and a deep poisoning module of its own for every entity. */
public final class DeepPoisoning implements ProtectionMethod {
    @Override
    public String name() {
        return Charter.DEEP_POISONING;
    }

    @Override
    public @Nullable String objection(Charter charter, DpmConfig dpm) {
        if (charter.dpmFamilies().stream().anyMatch(family -> allows(family, dpm))) {
            return null;
        }
        return "The charter does not allow a DPM of block " + dpm.block() + ", depth " + dpm.depth() + ", width "
                + dpm.width() + ". Allowed: " + charter.dpmFamilies() + ". Change `dpm` in the settings.";
    }

    private static boolean allows(DpmFamily family, DpmConfig config) {
        return family.block().equals(config.block())
                && config.depth() >= family.minDepth()
                && config.depth() <= family.maxDepth()
                && config.width() >= family.minWidth()
                && config.width() <= family.maxWidth();
    }

    @Override
    public NetworkTrainer networkTrainer(Charter charter) {
        return NetworkTrainer.CLASSIFICATION;
    }

    @Override
    public DpmTraining trainModule(ModuleTraining training, Progress progress) throws DpmTrainingFailedException {
        return DpmTrainer.train(
                training.dpm(),
                training.networks(),
                training.trainingFeatures(),
                training.training(),
                training.validationFeatures(),
                training.validation(),
                Perturbation.NONE,
                training.memory(),
                training.seed(),
                progress);
    }

    @Override
    public DpmConfig surrogates(DpmConfig dpm) {
        return dpm;
    }

    @Override
    public RowTransform open(String module, FeatureShape shape, Weights weights) {
        return PoisoningNetwork.open(module, shape, weights);
    }
}
