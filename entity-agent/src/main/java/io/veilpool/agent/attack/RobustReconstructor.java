package io.veilpool.agent.attack;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Attack i, made robust: a decoder trained on original features that are disturbed at random, so that it also reads what a DPM near the
 * identity makes of them.
 */
public final class RobustReconstructor extends ReconstructionAttack {
    private static final double MILD = 0.5;
    private static final double STRONG = 1.5;
    private static final int STEPS_DIVISOR = 2;

    @Override
    public String name() {
        return "robust-reconstructor";
    }

    @Override
    public String knowledge() {
        return "the published networks and public images.";
    }

    @Override
    List<Candidate> candidates(AttackRun run) {
        return List.of(candidate(run, "mild", MILD), candidate(run, "strong", STRONG));
    }

    private static Candidate candidate(AttackRun run, String variant, double strength) {
        int steps = Math.max(1, run.budget().steps() / STEPS_DIVISOR);
        int images = run.publicImages().size();
        return Candidate.of(variant, "decoder", run, images, steps, watch -> {
                    SplittableRandom seeds = new SplittableRandom(run.seed());
                    TrainingSet rows = TrainingSet.of(run.publicFeatures(), run.publicImages());
                    TrainingSet disturbed = new DisturbedRows(rows, strength, seeds.nextLong());
                    AttackDecoder decoder = AttackDecoder.fit(run.budget().size(), disturbed, seeds.nextLong());
                    run.train("robust reconstructor", decoder, disturbed, steps, seeds.nextLong(), watch);
                    return Painter.of(decoder);
                })
                .trainedOnOriginals();
    }
}
