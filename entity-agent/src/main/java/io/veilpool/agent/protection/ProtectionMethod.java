package io.veilpool.agent.protection;

import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTraining;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.RowTransform;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.training.Progress;
import org.jspecify.annotations.Nullable;

/**
 * How a collaboration protects its rows: who trains what, and what a row goes through before it leaves. Everything else is the same under
 * every method. A method lives in a package of its own below this one and is listed, with one line, in
 * {@code META-INF/services/io.veilpool.agent.protection.ProtectionMethod}.
 */
public interface ProtectionMethod extends RowTransform.Opener {
    /** As charters name it: lower-case letters, digits and hyphens. */
    String name();

    /** Why this agent cannot take part under such a charter, with what to change; null if it can. */
    @Nullable
    String objection(Charter charter, DpmConfig dpm);

    /** How the publishing entity trains what it splits and publishes. */
    NetworkTrainer networkTrainer(Charter charter);

    /**
     * Trains what this entity keeps for itself; nothing needs training under some methods.
     *
     * @return the caller closes it
     * @throws DpmTrainingFailedException if none came out that keeps the method's own limits
     */
    DpmTraining trainModule(ModuleTraining training, Progress progress) throws DpmTrainingFailedException;

    /**
     * The recipe by which attackers train surrogates of an entity's module, which the charter shows everybody; null if the method has none
     * of this kind.
     */
    @Nullable
    DpmConfig surrogates(DpmConfig dpm);
}
