package io.veilpool.agent.attack;

import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all attacks that recognise something share: choosing on one half, rates on the other, both controls. */
abstract class RecognitionAttack implements Attack {
    private static final double LEAST_CONTROL = 0.2;
    private static final double NORMAL_95 = 1.96;

    /**
     * Ways to try.
     *
     * @throws IllegalArgumentException if the scene lacks what they need
     */
    abstract List<Recogniser> recognisers(AttackRun run);

    /** Part that somebody without the rows gets right among images of this part, in [0, 1). */
    abstract double chance(AttackRun run, Half part);

    @Override
    public final RecognitionResult run(AttackScene scene, AttackBudget budget, long seed, Progress progress) {
        AttackRun run = new AttackRun(scene, budget, scene.baseline(budget, seed, progress), seed, progress, false);
        Half choosing = Half.choosing(run.scoredImages(), Integer.MAX_VALUE);
        Half scored = Half.scored(run.scoredImages(), Integer.MAX_VALUE);
        LabelledFeatures others = othersRows(run);
        List<Tried> tried = new ArrayList<>();
        for (Recogniser recogniser : recognisers(run)) {
            try (Recogniser.Test test = recogniser.maker().get()) {
                tried.add(new Tried(
                        recogniser.name(),
                        Recogniser.rate(test, run.rows(), choosing),
                        Recogniser.rate(test, run.rows(), scored),
                        Recogniser.rate(test, others, scored)));
            }
        }
        Tried best = tried.stream()
                .max(Comparator.comparingDouble(Tried::choosing))
                .orElseThrow(() -> new IllegalArgumentException("the scene has nothing that " + name() + " can use"));
        double chance = chance(run, scored);
        double rate = best.scored();
        double wrong = best.wrong();
        double original = onOriginals(run.onOriginals(), best.name(), scored);
        double positive = above(original, chance);
        double negative = above(wrong, chance);
        double[] interval = wilson(rate, scored.images());
        return new RecognitionResult(
                name(),
                knowledge(),
                seed,
                best.name(),
                scored.images(),
                100 * rate,
                100 * chance,
                above(rate, chance),
                above(interval[0], chance),
                above(interval[1], chance),
                tried.stream()
                        .map(way -> new RecognitionResult.Rate(way.name(), 100 * way.scored()))
                        .toList(),
                positive,
                positive >= LEAST_CONTROL,
                negative,
                failure(positive, negative, wilson(wrong, scored.images())[0], chance));
    }

    /** Part that one way gets right of the first half, of the second, and of the second with other images' rows. */
    private record Tried(String name, double choosing, double scored, double wrong) {}

    private double onOriginals(AttackRun control, String way, Half part) {
        Recogniser same = recognisers(control).stream()
                .filter(recogniser -> recogniser.name().equals(way))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name() + " has other ways in its control"));
        try (Recogniser.Test test = same.maker().get()) {
            return Recogniser.rate(test, control.rows(), part);
        }
    }

    /** Every row in its neighbour's place. */
    private static LabelledFeatures othersRows(AttackRun run) {
        FeatureRows rows = run.rows().values();
        int last = run.scoredImages();
        return PoisonedFeatures.concat(
                List.of(PoisonedFeatures.of(rows.slice(1, last)), PoisonedFeatures.of(rows.slice(0, 1))));
    }

    private static double above(double rate, double chance) {
        return Math.clamp((rate - chance) / (1 - chance), 0, 1);
    }

    /** Interval of a rate, Wilson 1927: sensible at 0 and at 1 too. */
    private static double[] wilson(double rate, int count) {
        double square = NORMAL_95 * NORMAL_95;
        double middle = (rate + square / (2 * count)) / (1 + square / count);
        double reach = NORMAL_95
                / (1 + square / count)
                * Math.sqrt(rate * (1 - rate) / count + square / (4.0 * count * count));
        return new double[] {middle - reach, middle + reach};
    }

    private static @Nullable String failure(double positive, double negative, double wrongAtLeast, double chance) {
        if (positive < LEAST_CONTROL) {
            return ReconstructionAttack.text(
                    "on original features this attack gets %.2f of what is above chance, at least %.2f is wanted",
                    positive, LEAST_CONTROL);
        }
        if (wrongAtLeast > chance && negative > ReconstructionAttack.MOST_MISMATCHED) {
            return ReconstructionAttack.text(
                    "on rows of other images this attack gets %.2f of what is above chance, at most %.2f is possible for"
                            + " a guess",
                    negative, ReconstructionAttack.MOST_MISMATCHED);
        }
        return null;
    }
}
