package io.veilpool.agent.attack;

import java.util.List;

/**
 * Attack v: somebody who owns the poisoner trains a decoder on what it makes of public images, fresh noise in every pass, beginning at
 * the best linear inverse. No attacker without the poisoner can do better than the best of these, so this is the headline; a trained one
 * is an estimate of it from below.
 */
public final class Insider extends ReconstructionAttack {
    @Override
    public String name() {
        return "insider";
    }

    @Override
    public String knowledge() {
        return "the published networks, public images and the victim's DPM itself, but not the noise it drew.";
    }

    @Override
    List<Candidate> candidates(AttackRun run) {
        RowDraw victim = run.victim();
        int steps = run.budget().steps();
        return List.of(Candidate.of(
                "insider",
                "decoder",
                run,
                run.publicImages().size(),
                steps,
                watch -> run.decoder("insider", List.of(victim), steps, watch)));
    }
}
