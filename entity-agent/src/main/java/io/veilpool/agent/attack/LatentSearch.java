package io.veilpool.agent.attack;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.training.NetworkStages;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Searches, for each row, features that the decider cannot tell from it. */
final class LatentSearch implements Painter {
    private static final int MEAN_OF = 500;
    private static final float RATE = 0.1f;
    private static final float TOTAL_VARIATION = 0.05f;
    private static final float ORDINARY = 0.02f;
    private static final float LEAST_VARIANCE = 1e-6f;

    private final AttackRun run;
    private final int steps;
    private final NetworkStages decider;
    private final float[] mean;
    private final float scale;

    LatentSearch(AttackRun run, int steps) {
        this.run = run;
        this.steps = steps;
        this.decider = NetworkStages.of(run.networks().decider());
        try (NDManager scope = NDManager.newBaseManager()) {
            int[] some = IntStream.range(
                            0, Math.min(MEAN_OF, run.publicFeatures().rows()))
                    .toArray();
            NDArray rows = run.publicFeatures().batch(scope, some);
            NDArray average = rows.mean(new int[] {0}, true);
            mean = average.toFloatArray();
            scale = Math.max(1e-6f, rows.sub(average).square().mean().sqrt().getFloat());
        }
    }

    @Override
    public NDArray paint(NDArray rows, int[] labels) {
        Shape shape = rows.getShape();
        try (NDManager scope = NDManager.newBaseManager()) {
            List<NDArray> targets = detached(scope, decider.activations(rows));
            NDArray ordinary = scope.create(mean, new Shape(1, shape.get(1), shape.get(2), shape.get(3)));
            // Optimised in units of the features' spread, so that one rate suits every hook point.
            NDArray found = scope.zeros(shape);
            found.setRequiresGradient(true);
            Optimizer adam =
                    Optimizer.adam().optLearningRateTracker(Tracker.fixed(RATE)).build();
            for (int step = 0; step < steps; step++) {
                try (NDManager own = NDManager.newBaseManager()) {
                    try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                        NDArray loss = loss(own, found, ordinary, targets);
                        gradients.backward(loss);
                    }
                    try (NDArray gradient = found.getGradient()) {
                        adam.update("found", found, gradient);
                    }
                }
                run.progress().report("optimisation", step + 1, steps, Double.NaN, Double.NaN);
            }
            found.setRequiresGradient(false);
            NDArray painted = run.baseline().decoder().paint(features(found, ordinary), false);
            NDArray result = painted.duplicate();
            result.attach(rows.getManager());
            return result;
        }
    }

    private static List<NDArray> detached(NDManager scope, List<NDArray> activations) {
        List<NDArray> copies = new ArrayList<>();
        for (NDArray activation : activations) {
            NDArray copy = activation.duplicate();
            copy.attach(scope);
            copies.add(copy);
        }
        return copies;
    }

    private NDArray features(NDArray found, NDArray ordinary) {
        return Scalars.atLeast(Scalars.times(found, scale).add(ordinary), 0);
    }

    private NDArray loss(NDManager own, NDArray found, NDArray ordinary, List<NDArray> targets) {
        NDArray input = Scalars.times(found, scale);
        input.attach(own);
        NDArray z = Scalars.atLeast(input.add(ordinary), 0);
        List<NDArray> got = decider.activations(z);
        NDArray loss = Scalars.times(found.square().mean(), ORDINARY);
        for (int i = 0; i < targets.size(); i++) {
            NDArray target = targets.get(i);
            NDArray variance =
                    Scalars.atLeast(target.sub(target.mean()).square().mean(), LEAST_VARIANCE);
            loss = loss.add(got.get(i).sub(target).square().mean().div(variance));
        }
        NDArray picture = run.baseline().decoder().paint(z, false);
        NDArray down = picture.get(new NDIndex(":, :, 1:")).sub(picture.get(new NDIndex(":, :, :-1")));
        NDArray across = picture.get(new NDIndex(":, :, :, 1:")).sub(picture.get(new NDIndex(":, :, :, :-1")));
        NDArray total =
                loss.add(Scalars.times(down.abs().mean().add(across.abs().mean()), TOTAL_VARIATION));
        // Adam's floor under the gradients must not depend on how many rows are searched for at once.
        return Scalars.times(total, found.size());
    }

    @Override
    public void close() {
        decider.close();
    }
}
