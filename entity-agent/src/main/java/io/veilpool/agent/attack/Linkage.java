package io.veilpool.agent.attack;

import ai.djl.ndarray.NDManager;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.NetworkStages;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Attack vii, linkage: which rows of two contributions are of the same image, for instance of two rotations of one entity or of two
 * entities that hold the same image. Nearest neighbours by cosine, of the rows, of what the decider makes of them, and after a ridge map
 * learned from links that are known already (those of the first half).
 */
public final class Linkage extends RecognitionAttack {
    private static final double STRENGTH = 1e-2;

    private final PoisonedFeatures others;

    /** @param others the scene's scored images again, in the same order, under another DPM or another rotation */
    public Linkage(PoisonedFeatures others) {
        this.others = others;
    }

    @Override
    public String name() {
        return "linkage";
    }

    @Override
    public String knowledge() {
        return "the published networks and the rows of both contributions; for the ridge map also some links.";
    }

    @Override
    double chance(AttackRun run, Half part) {
        return 1.0 / part.images();
    }

    @Override
    List<Recogniser> recognisers(AttackRun run) {
        if (others.rows() < run.scoredImages()) {
            throw new IllegalArgumentException("linkage needs another row for each of " + run.scoredImages()
                    + " scored images, got " + others.rows());
        }
        LabelledFeatures gallery = run.control() ? run.rows() : others;
        return List.of(
                Recogniser.of(
                        "rows",
                        (rows, part) -> Gallery.nearestIsRight(
                                rows, UnaryOperator.identity(), gallery, UnaryOperator.identity(), part)),
                Recogniser.of("activations", (rows, part) -> {
                    try (NetworkStages decider = NetworkStages.of(run.networks().decider())) {
                        UnaryOperator<ai.djl.ndarray.NDArray> change = Standardised.lastActivations(decider);
                        return Gallery.nearestIsRight(rows, change, gallery, change, part);
                    }
                }),
                Recogniser.of("ridge", (rows, part) -> {
                    try (Network map = ridge(rows, gallery, Half.choosing(run.scoredImages(), Integer.MAX_VALUE))) {
                        return Gallery.nearestIsRight(
                                rows, Standardised.mapped(map), gallery, UnaryOperator.identity(), part);
                    }
                }));
    }

    private static Network ridge(LabelledFeatures from, LabelledFeatures to, Half known) {
        FeatureShape shape = from.shape();
        try (NeighbourhoodRidge ridge = new NeighbourhoodRidge(shape, shape.channels(), 1)) {
            for (int[] batch : known.batches()) {
                try (NDManager scope = NDManager.newBaseManager()) {
                    ridge.add(from.batch(scope, batch), NeighbourhoodRidge.places(to.batch(scope, batch), 1));
                }
            }
            return ridge.solve(STRENGTH);
        }
    }
}
