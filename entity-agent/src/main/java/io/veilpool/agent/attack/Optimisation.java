package io.veilpool.agent.attack;

import java.util.List;

/**
 * Attack vi: searches for features whose decider activations match those of a poisoned row, and reads them with the decoder of original
 * features; the picture's total variation and the distance from ordinary features are the prior. Needs no knowledge of the DPM, only that
 * the published decider works on its rows.
 */
public final class Optimisation extends ReconstructionAttack {
    private static final int IMAGES = 32;
    /** The search's steps, as a part of a training's. */
    private static final int STEPS_DIVISOR = 4;

    @Override
    public String name() {
        return "optimisation";
    }

    @Override
    public String knowledge() {
        return "the published networks and public images.";
    }

    @Override
    int mostImages() {
        return IMAGES;
    }

    @Override
    List<Candidate> candidates(AttackRun run) {
        int steps = Math.max(1, run.budget().steps() / STEPS_DIVISOR);
        return List.of(Candidate.of(
                "latent", "search", run, run.publicImages().size(), steps, watch -> new LatentSearch(run, steps)));
    }
}
