package io.veilpool.model.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.veilpool.model.network.Network;
import java.util.List;
import java.util.function.Function;

/** One training step whose native memory goes with it. */
public final class TrainingStep {
    private TrainingStep() {}

    /**
     * @param loss builds the loss, a float32 scalar, from arrays that all belong to the manager it is given
     * @return the loss; if it is not finite the weights are left as they were, and the training is over
     */
    public static double run(Network trained, Optimiser optimiser, Function<NDManager, NDArray> loss) {
        return run(List.of(new Trained(trained, optimiser)), loss);
    }

    /** A network with what applies its gradients; clipping sees this network's gradients alone. */
    public record Trained(Network network, Optimiser optimiser) {}

    /** The same for several networks that one loss trains together; each of them must be reached by its gradients. */
    public static double run(List<Trained> trained, Function<NDManager, NDArray> loss) {
        try (NDManager step = NDManager.newBaseManager()) {
            double value;
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray scalar = loss.apply(step);
                gradients.backward(scalar);
                value = scalar.getFloat();
            }
            if (Double.isFinite(value)) {
                trained.forEach(one -> one.optimiser().update(one.network()));
            }
            return value;
        }
    }
}
