package io.veilpool.agent.attack;

import java.util.List;

/**
 * Attack v on rows that mix several images: an insider whose decoder paints as many pictures of a row as it has images. Of these the one
 * nearest to each image counts, though nobody tells an attacker which that is; so the guess that it is measured against may choose among
 * as many pictures of other rows.
 */
public final class SeparatingInsider extends ReconstructionAttack {
    @Override
    public String name() {
        return "separating-insider";
    }

    @Override
    public String knowledge() {
        return "the published networks, public images, the victim's DPM itself and how many images a row mixes, but not which.";
    }

    @Override
    List<Candidate> candidates(AttackRun run) {
        RowDraw victim = run.victim();
        int steps = run.budget().steps();
        return List.of(Candidate.of(
                "separating-insider",
                "decoder",
                run,
                run.publicImages().size(),
                steps,
                watch -> run.control()
                        ? Painter.borrowing(run.baseline().decoder())
                        : Painter.of(run.trained(
                                "separating insider",
                                List.of(victim),
                                steps,
                                watch,
                                (set, weights) -> SeparatingDecoder.fit(
                                        run.budget().size(), set, run.imagesPerRow(), weights)))));
    }
}
