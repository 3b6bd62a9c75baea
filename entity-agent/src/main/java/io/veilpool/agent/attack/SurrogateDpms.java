package io.veilpool.agent.attack;

import io.veilpool.model.tensor.LabelledFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Attack ii: a decoder trained on public images under the attacker's own DPMs, mixed, in the hope that it reads the victim's rows too
 * (the attack that broke NeuraCrypt, Carlini et al. 2021). A curve over their number shows whether more would read more; leaving one out
 * and attacking it says how well such decoders carry over, without any victim.
 */
public final class SurrogateDpms extends ReconstructionAttack {
    private static final List<Integer> COUNTS = List.of(1, 2, 4, 8);
    private static final int MOST_LEFT_OUT = 4;
    private static final int LEFT_OUT_STEPS_DIVISOR = 4;

    @Override
    public String name() {
        return "surrogate-dpms";
    }

    @Override
    public String knowledge() {
        return "the published networks, public images and the recipe that the victim trained its DPM by.";
    }

    @Override
    List<Candidate> candidates(AttackRun run) {
        List<RowDraw> surrogates = run.surrogates();
        if (surrogates.isEmpty()) {
            throw new IllegalArgumentException("this attack needs at least one surrogate; the scene has none");
        }
        List<Candidate> candidates = new ArrayList<>();
        TreeSet<Integer> counts = new TreeSet<>(COUNTS);
        counts.add(surrogates.size());
        int images = run.publicImages().size();
        int steps = run.budget().steps();
        for (int count : counts.headSet(surrogates.size(), true)) {
            String variant = "N=" + count;
            candidates.add(Candidate.of(
                    variant,
                    "decoder",
                    run,
                    images,
                    steps,
                    watch -> count == surrogates.size()
                            ? run.surrogateDecoder(watch)
                            : run.decoder("surrogates " + variant, surrogates.subList(0, count), steps, watch)));
        }
        for (int i = 0; i < Math.min(MOST_LEFT_OUT, surrogates.size()) && surrogates.size() > 1; i++) {
            candidates.add(leftOut(run, surrogates, i));
        }
        return candidates;
    }

    private static Candidate leftOut(AttackRun run, List<RowDraw> surrogates, int left) {
        int steps = Math.max(1, run.budget().steps() / LEFT_OUT_STEPS_DIVISOR);
        List<RowDraw> others = new ArrayList<>(surrogates);
        RowDraw target = others.remove(left);
        long noise = new SplittableRandom(run.seed() + left).nextLong();
        LabelledFeatures rows = target.draw(run.scoredSet().originals(), noise);
        String variant = "without " + (left + 1);
        return Candidate.of(
                        variant,
                        "decoder",
                        run,
                        run.publicImages().size(),
                        steps,
                        watch -> run.decoder("surrogates " + variant, others, steps, watch))
                .asComparison(rows);
    }
}
