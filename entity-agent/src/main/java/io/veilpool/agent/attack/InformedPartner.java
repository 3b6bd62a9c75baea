package io.veilpool.agent.attack;

import java.util.List;

/**
 * Attack v on rows that mix several images, by an insider who also has all images of each row but one, for instance because it handed
 * them in: its decoder sees the row and the mean of their original features. Against it mixing does not protect: what it gets is the least
 * that such an attacker can have.
 */
public final class InformedPartner extends ReconstructionAttack {
    @Override
    public String name() {
        return "informed-partner";
    }

    @Override
    public String knowledge() {
        return "the published networks, public images, the victim's DPM itself and all images of each row but the one to rebuild.";
    }

    @Override
    List<Candidate> candidates(AttackRun run) {
        RowDraw rows = run.victimWithPartners();
        int steps = run.budget().steps();
        return List.of(Candidate.of(
                        name(),
                        "decoder",
                        run,
                        run.publicImages().size(),
                        steps,
                        watch -> run.decoder("informed partner", List.of(rows), steps, watch))
                .against(run.rowsWithPartners()));
    }
}
