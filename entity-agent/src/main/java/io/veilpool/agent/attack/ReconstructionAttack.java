package io.veilpool.agent.attack;

import io.veilpool.agent.attack.ReconstructionResult.CurvePoint;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.LeakageIndex;
import io.veilpool.model.training.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all attacks that rebuild images share: choosing on one half, scoring on the other, both controls. */
abstract class ReconstructionAttack implements Attack {
    /** Least index on original features, of which the attacker trained on them has 1. */
    static final double LEAST_CONTROL = 0.5;

    /** Greatest index of pictures held against the wrong originals. */
    static final double MOST_MISMATCHED = 0.1;

    /** An attacker whose last doubling of steps raised its index by less had converged. */
    private static final double CONVERGED = 0.02;

    private static final Comparator<Trial> BETTER =
            Comparator.comparingDouble(Trial::choosingIndex).thenComparingDouble(Trial::choosingSsim);

    /**
     * Attackers to try, in the order of their variants.
     *
     * @throws IllegalArgumentException if the scene lacks what they need
     */
    abstract List<Candidate> candidates(AttackRun run);

    /** Most images of the second half that it is tried on; the first has a quarter of them. */
    int mostImages() {
        return Integer.MAX_VALUE;
    }

    @Override
    public final ReconstructionResult run(AttackScene scene, AttackBudget budget, long seed, Progress progress) {
        Baseline baseline = scene.baseline(budget, seed, progress);
        AttackRun run = new AttackRun(scene, budget, baseline, seed, progress, false);
        Map<String, Trial> best = new LinkedHashMap<>();
        for (Candidate candidate : candidates(run)) {
            Trial trial = Trial.of(candidate, run, mostImages());
            best.merge(candidate.variant(), trial, (a, b) -> BETTER.compare(a, b) >= 0 ? a : b);
        }
        Trial chosen = best.values().stream()
                .filter(trial -> !trial.candidate().comparison())
                .max(BETTER)
                .orElseThrow(() -> new IllegalArgumentException("the scene has nothing that " + name() + " can use"));
        List<AttackFigures> series = new ArrayList<>();
        List<AttackFigures> comparisons = new ArrayList<>();
        for (Trial trial : best.values()) {
            (trial.candidate().comparison() ? comparisons : series)
                    .add(AttackFigures.of(trial, baseline, budget, seed));
        }
        AttackFigures figures = AttackFigures.of(chosen, baseline, budget, seed);
        Half half = chosen.scoredHalf();
        ImageReadings prior = chosen.prior(baseline);
        LeakageIndex control = index(prior, half.of(baseline.clean()), control(run, chosen));
        double mismatched =
                index(prior, half.of(baseline.anchor()), chosen.mismatched()).value();
        String failure = failure(control, mismatched, figures.index());
        return new ReconstructionResult(
                name(),
                knowledge(),
                seed,
                figures,
                series,
                comparisons,
                chosen.curve(),
                converged(chosen),
                control.value(),
                control.attackerWorks() && control.value() >= LEAST_CONTROL,
                mismatched,
                failure);
    }

    private ImageReadings control(AttackRun run, Trial chosen) {
        if (chosen.onOriginals() != null) {
            return chosen.onOriginals();
        }
        AttackRun control = run.onOriginals();
        Candidate same = candidates(control).stream()
                .filter(chosen.candidate()::is)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name() + " has other candidates in its control"));
        try (Painter painter = same.maker().make((part, unused) -> {})) {
            return Trial.paint(control.scoredSet().images(), painter, control.rows(), chosen.scoredHalf())
                    .readings();
        }
    }

    private static LeakageIndex index(ImageReadings prior, ImageReadings clean, ImageReadings attack) {
        return LeakageIndex.of(prior, clean, attack, new LeakageIndex.Bootstrap(1, 0.95, 0));
    }

    private static boolean converged(Trial trial) {
        List<CurvePoint> curve = trial.curve();
        if (curve.size() < 2) {
            return trial.candidate().steps() == 0;
        }
        return curve.getLast().index() - curve.get(curve.size() - 2).index() < CONVERGED;
    }

    private static @Nullable String failure(LeakageIndex control, double mismatched, LeakageIndex index) {
        if (!control.attackerWorks() || !index.attackerWorks()) {
            return "the attacker on original features is not better than a guess without features, so nothing can be"
                    + " measured; give it more steps or images";
        }
        if (control.value() < LEAST_CONTROL) {
            return text(
                    "on original features this attack has an index of %.2f, at least %.2f is wanted; give it more steps or"
                            + " images",
                    control.value(), LEAST_CONTROL);
        }
        if (mismatched > MOST_MISMATCHED) {
            return text(
                    "pictures held against the wrong originals have an index of %.2f, at most %.2f is possible for a guess;"
                            + " the public images are too few or too unlike the scored ones",
                    mismatched, MOST_MISMATCHED);
        }
        return null;
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
