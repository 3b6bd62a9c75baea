package io.veilpool.agent.protection.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.opponent.SensitiveLabels;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Schedule;
import io.veilpool.model.training.TrainingDivergedException;
import io.veilpool.model.training.TrainingStep;
import java.util.function.Function;

/** A of Li, Li and Lin: reads the sensitive attribute from embeddings, and can be trained to. */
final class AttributeAdversary implements AutoCloseable {
    private static final double MAX_NORM = 5;

    private final SensitiveLabels labels;
    private final Network network;
    private final Optimiser optimiser;

    AttributeAdversary(SensitiveLabels labels, FeatureShape rows, int width, Schedule schedule, long seed) {
        this.labels = labels;
        this.network = Network.random(SensitiveLabels.reader(rows, width, labels.count()), seed);
        this.optimiser = Optimiser.adam(schedule, MAX_NORM);
    }

    /**
     * One step of {@code L_A}.
     *
     * @param embeddings of these rows, without a graph
     * @throws TrainingDivergedException if the loss is no longer a number
     */
    void step(int step, int[] rows, Function<NDManager, NDArray> embeddings) {
        network.trainable(true);
        double loss = TrainingStep.run(
                network,
                optimiser,
                manager -> labels.crossEntropy(network.forward(embeddings.apply(manager), true), rows));
        network.trainable(false);
        if (!Double.isFinite(loss)) {
            throw new TrainingDivergedException("an adversary's training", step, loss);
        }
    }

    /** Frozen, owned by this. */
    Network network() {
        return network;
    }

    @Override
    public void close() {
        network.close();
    }
}
