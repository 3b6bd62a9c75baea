package io.veilpool.agent.protection.hybrid;

import io.veilpool.agent.opponent.SensitiveLabels;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTraining;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.RowTransform;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.protection.ModuleTraining;
import io.veilpool.agent.protection.ProtectionMethod;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.DeciderTrainer;
import io.veilpool.model.training.Progress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Li, Li and Lin (ACM TIST 2023): the publishing entity trains a featurizer whose embedding serves the main attribute and hides the
 * sensitive ones, and every entity moves its embeddings against adversaries of its own before they leave.
 */
public final class HybridEmbedding implements ProtectionMethod {
    public static final String NAME = "hybrid-embedding";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable String objection(Charter charter, DpmConfig dpm) {
        if (charter.attributes() == null || charter.attributes().sensitive().isEmpty()) {
            return NAME + " hides sensitive attributes, and the charter names none. Its admin can name columns of"
                    + " attributes.csv as sensitive, or another method.";
        }
        if (HybridConfig.branch(HookPoint.parse(charter.hookPoint())) == null) {
            return NAME + " needs a block in front of the hook point, and " + charter.hookPoint()
                    + " is the first; a later one, for instance pooled, hides more.";
        }
        return null;
    }

    @Override
    public NetworkTrainer networkTrainer(Charter charter) {
        return (config, backbone, hook, images, seed, progress) -> {
            FeatureShape embeddings =
                    Backbones.split(backbone, hook).featurizer().output();
            HybridConfig hybrid =
                    HybridConfig.DEFAULT.at(hook, places(embeddings)).within(Math.max(1, config.steps()));
            return HybridTraining.train(hybrid, config, backbone, hook, images, seed, progress);
        };
    }

    private static int places(FeatureShape embeddings) {
        return embeddings.height() * embeddings.width();
    }

    @Override
    public DpmTraining trainModule(ModuleTraining training, Progress progress) throws DpmTrainingFailedException {
        SensitiveLabels labels;
        try {
            labels = SensitiveLabels.of(training.training());
        } catch (IllegalArgumentException e) {
            throw failed(e.getMessage() + ". Adversaries need images of both kinds to be trained on.");
        }
        PrivateDpm module = PrivateDpm.of(
                EmbeddingPerturbation.train(
                        EmbeddingConfig.DEFAULT.over(
                                places(training.trainingFeatures().shape())),
                        training.trainingFeatures(),
                        labels,
                        training.networks().decider(),
                        training.seed(),
                        progress),
                training.dpm().imagesPerRow(),
                training.trainingFeatures().shape());
        try {
            requireUseful(training, module);
            return new DpmTraining(module, 0, List.of());
        } catch (DpmTrainingFailedException | RuntimeException e) {
            module.close();
            throw e;
        }
    }

    private static void requireUseful(ModuleTraining training, PrivateDpm module) throws DpmTrainingFailedException {
        PoisonedFeatures moved = module.poisonEach(training.validationFeatures(), ElementType.F16, training.seed());
        double before = DeciderTrainer.top1(training.networks().decider(), training.validationFeatures(), 1);
        double lost = before - DeciderTrainer.top1(training.networks().decider(), moved, 1);
        double most = training.dpm().maxTop1Lost();
        if (lost > most + chance(before, moved.rows())) {
            throw failed(String.format(
                    Locale.ROOT,
                    "moved embeddings lose the decider %.1f points of top-1 on %,d validation images, at most %.1f are allowed"
                            + " (maxTop1Lost of `dpm`).",
                    lost,
                    moved.rows(),
                    most));
        }
    }

    /** Points that two measurements of so many images may differ by chance, two standard errors. */
    private static double chance(double percent, int images) {
        return 2 * Math.sqrt(Math.max(percent * (100 - percent), 1) / images);
    }

    private static DpmTrainingFailedException failed(String why) {
        return new DpmTrainingFailedException("No module came out: " + why, List.of(why));
    }

    @Override
    public @Nullable DpmConfig surrogates(DpmConfig dpm) {
        return null;
    }

    @Override
    public RowTransform open(String module, FeatureShape shape, Weights weights) {
        return EmbeddingPerturbation.open(module, shape, weights);
    }
}
