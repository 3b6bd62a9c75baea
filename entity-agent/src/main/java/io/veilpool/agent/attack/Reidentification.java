package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.training.NetworkStages;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Attack vii, re-identification: the attacker has images and asks which row belongs to which, without rebuilding anything. It compares
 * rows with the images' original features, with what surrogates make of them, and after a ridge map from known pairs.
 */
public final class Reidentification extends RecognitionAttack {
    private static final int MOST_PAIRS = 256;
    private static final double STRENGTH = 1e-2;

    @Override
    public String name() {
        return "re-identification";
    }

    @Override
    public String knowledge() {
        return "the published networks and the images themselves, not which row is of which; where the scene has them also"
                + " surrogates and known pairs.";
    }

    @Override
    double chance(AttackRun run, Half part) {
        return 1.0 / part.images();
    }

    @Override
    List<Recogniser> recognisers(AttackRun run) {
        LabelledFeatures gallery = run.scoredSet().originals();
        UnaryOperator<NDArray> same = UnaryOperator.identity();
        List<Recogniser> ways = new ArrayList<>();
        ways.add(Recogniser.of("rows", (rows, part) -> Gallery.nearestIsRight(rows, same, gallery, same, part)));
        ways.add(Recogniser.of("activations", (rows, part) -> {
            try (NetworkStages decider = NetworkStages.of(run.networks().decider())) {
                UnaryOperator<NDArray> change = Standardised.lastActivations(decider);
                return Gallery.nearestIsRight(rows, change, gallery, change, part);
            }
        }));
        List<RowDraw> surrogates = run.surrogates();
        SplittableRandom noise = new SplittableRandom(run.seed());
        for (int i = 0; i < surrogates.size(); i++) {
            LabelledFeatures poisoned = surrogates.get(i).draw(run.scoredSet().originals(), noise.nextLong());
            ways.add(Recogniser.of(
                    "surrogate " + (i + 1), (rows, part) -> Gallery.nearestIsRight(rows, same, poisoned, same, part)));
        }
        AttackRun.Pairs pairs = run.pairs();
        if (pairs != null) {
            int count = Math.min(MOST_PAIRS, pairs.images().size());
            ways.add(Recogniser.of(count + " pairs", (rows, part) -> {
                try (Network map = KnownPairs.ridge(pairs, count, 1, STRENGTH)) {
                    return Gallery.nearestIsRight(rows, Standardised.mapped(map), gallery, same, part);
                }
            }));
        }
        return ways;
    }
}
