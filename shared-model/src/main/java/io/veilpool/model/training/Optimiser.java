package io.veilpool.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import io.veilpool.model.network.Network;
import java.util.SequencedMap;

/** Applies gradients to the parameters of one network; keeps the state of one training. */
public final class Optimiser {
    private final Optimizer optimizer;
    private final double maxNorm;

    private Optimiser(Optimizer optimizer, double maxNorm) {
        this.optimizer = optimizer;
        this.maxNorm = maxNorm;
    }

    /** Adam with gradients clipped to a global Euclidean norm (DJL's own clipping is one-sided). */
    public static Optimiser adam(Schedule schedule, double maxNorm) {
        return new Optimiser(
                Optimizer.adam()
                        .optLearningRateTracker((name, update) -> (float) schedule.rate(update - 1))
                        .build(),
                maxNorm);
    }

    /** Stochastic gradient descent with momentum .9 and gradients clipped to a global Euclidean norm. */
    public static Optimiser sgd(Schedule schedule, double weightDecay, double maxNorm) {
        return new Optimiser(
                Optimizer.sgd()
                        .setLearningRateTracker((name, update) -> (float) schedule.rate(update - 1))
                        .optMomentum(0.9f)
                        .optWeightDecays((float) weightDecay)
                        .build(),
                maxNorm);
    }

    /** One update from the gradients that the last backward pass left; they are zero afterwards. */
    public void update(Network network) {
        SequencedMap<String, NDArray> parameters = network.parameters();
        double scale = scale(parameters);
        parameters.forEach((name, weight) -> {
            try (NDArray gradient = weight.getGradient()) {
                if (scale < 1) {
                    gradient.muli(scale);
                }
                optimizer.update(name, weight, gradient);
            }
        });
    }

    private double scale(SequencedMap<String, NDArray> parameters) {
        double sum = 0;
        for (NDArray weight : parameters.values()) {
            try (NDArray gradient = weight.getGradient();
                    NDArray norm = gradient.norm()) {
                double value = norm.getFloat();
                sum += value * value;
            }
        }
        double norm = Math.sqrt(sum);
        return norm > maxNorm ? maxNorm / norm : 1;
    }
}
