package io.veilpool.agent.protection.adversarial;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTraining;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.RowTransform;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.protection.ModuleTraining;
import io.veilpool.agent.protection.ProtectionMethod;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Xiao et al. (AAAI 2020): the publishing entity trains a featurizer against a simulated inverter, and everybody shares its features as
 * they are. No entity has a secret of its own, so everybody who has the release attacks as an insider does. Another rotation of nothing
 * is the same nothing: its commitment stays, and so does what counts against the exposure budget.
 */
public final class AdversarialRepresentation implements ProtectionMethod {
    public static final String NAME = "adversarial-representation";

    /** Rows leave as the featurizer made them. */
    private enum Unchanged implements RowTransform {
        ONE;

        @Override
        public NDArray apply(NDArray rows) {
            return rows;
        }

        @Override
        public Weights weights() {
            return Weights.of(Map.of());
        }

        @Override
        public String module() {
            return "none: the featurizer protects";
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable String objection(Charter charter, DpmConfig dpm) {
        return null;
    }

    @Override
    public NetworkTrainer networkTrainer(Charter charter) {
        return (config, backbone, hook, images, seed, progress) -> AdversarialTraining.train(
                AdversarialConfig.DEFAULT.within(Math.max(1, config.steps())),
                config,
                backbone,
                hook,
                images,
                seed,
                progress);
    }

    @Override
    public DpmTraining trainModule(ModuleTraining training, Progress progress) {
        FeatureShape shape = training.trainingFeatures().shape();
        return new DpmTraining(PrivateDpm.of(Unchanged.ONE, training.dpm().imagesPerRow(), shape), 0, List.of());
    }

    @Override
    public @Nullable DpmConfig surrogates(DpmConfig dpm) {
        return null;
    }

    @Override
    public RowTransform open(String module, FeatureShape shape, Weights weights) {
        if (!module.equals(Unchanged.ONE.module())) {
            throw new IllegalArgumentException("'" + module + "' is no module of " + NAME);
        }
        return Unchanged.ONE;
    }
}
