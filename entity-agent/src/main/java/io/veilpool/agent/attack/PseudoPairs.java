package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.NetworkStages;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A ridge map from poisoned to original features, learned from pairs that are none: each row takes the public row of its class that is
 * nearest, first by the decider's last activations, then by the features that the map before gives it.
 */
final class PseudoPairs {
    private static final int MOST_PUBLIC = 2_000;
    private static final int ROUNDS = 3;
    private static final double STRENGTH = 1e-2;
    /** Less than any cosine. */
    private static final float OTHER_CLASS = -4;

    private PseudoPairs() {}

    /** @return the caller closes it */
    static Network fit(AttackRun run) {
        LabelledFeatures rows = run.rows();
        OriginalFeatures candidates = run.publicFeatures();
        Half asked = new Half(0, run.scoredImages());
        Half known = new Half(0, Math.min(MOST_PUBLIC, candidates.rows()));
        int[] matches;
        try (NetworkStages decider = NetworkStages.of(run.networks().decider())) {
            UnaryOperator<NDArray> answers = Standardised.lastActivations(decider);
            matches = matches(rows, asked, answers, candidates, known, answers);
        }
        Network map = map(rows, asked, candidates, matches);
        for (int round = 1; round < ROUNDS; round++) {
            matches = matches(rows, asked, Standardised.mapped(map), candidates, known, UnaryOperator.identity());
            map.close();
            map = map(rows, asked, candidates, matches);
        }
        return map;
    }

    private static int[] matches(
            LabelledFeatures rows,
            Half asked,
            UnaryOperator<NDArray> change,
            LabelledFeatures candidates,
            Half known,
            UnaryOperator<NDArray> gallery) {
        float[] otherClass = new float[asked.images() * known.images()];
        for (int i = 0; i < asked.images(); i++) {
            for (int j = 0; j < known.images(); j++) {
                otherClass[i * known.images() + j] = rows.label(i) == candidates.label(j) ? 0 : OTHER_CLASS;
            }
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray left = Standardised.of(manager, rows, asked, change);
            NDArray right = Standardised.of(manager, candidates, known, gallery);
            NDArray cosines = left.matMul(right.transpose())
                    .add(manager.create(otherClass, new Shape(asked.images(), known.images())));
            return Arrays.stream(cosines.argMax(1).toLongArray())
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
    }

    private static Network map(LabelledFeatures rows, Half asked, LabelledFeatures candidates, int[] matches) {
        FeatureShape shape = rows.shape();
        try (NeighbourhoodRidge ridge = new NeighbourhoodRidge(shape, shape.channels(), 1)) {
            for (int[] batch : asked.batches()) {
                int[] matched = Arrays.stream(batch).map(i -> matches[i]).toArray();
                try (NDManager scope = NDManager.newBaseManager()) {
                    NDArray targets = NeighbourhoodRidge.places(candidates.batch(scope, matched), 1);
                    ridge.add(rows.batch(scope, batch), targets);
                }
            }
            return ridge.solve(STRENGTH);
        }
    }
}
