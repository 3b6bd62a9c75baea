package io.veilpool.experiments.experiment;

import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.experiments.lab.Budget;
import io.veilpool.experiments.lab.Networks;
import io.veilpool.experiments.lab.Recipe;
import io.veilpool.model.metric.Ssim;
import io.veilpool.model.protocol.PoisoningProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * One value of one setting, all others as usual.
 *
 * @param sweep          what is varied
 * @param variant        name of the run
 * @param hookPoint      where the network is split
 * @param labelSmoothing in pre-training
 * @param change         of the DPM that the sweep takes
 */
record SweepPoint(
        Sweep sweep, String variant, String hookPoint, double labelSmoothing, UnaryOperator<DpmConfig> change) {
    private static final String USUAL = Networks.USUAL_HOOK_POINT;
    /** Of the sweeps that do not vary it: one of the values of the sweep that does, so that the three share its DPM. */
    private static final double LAMBDA = 3;

    /** What is varied. */
    enum Sweep {
        HOOK_POINT("Hook point", true),
        LAMBDA("Weight of the disparity term, lambda", false),
        SSIM("What a negative SSIM counts in the disparity term", false),
        START("Start of the DPM", false),
        SMOOTHING("Label smoothing in pre-training", true);

        private final String title;
        private final boolean pooled;

        Sweep(String title, boolean pooled) {
            this.title = title;
            this.pooled = pooled;
        }

        String title() {
            return title;
        }

        /** Whether entities gain something in it: its DPM is the product's; the other sweeps take the paper's alone. */
        boolean pooled() {
            return pooled;
        }
    }

    static final List<SweepPoint> ALL = all();

    private static List<SweepPoint> all() {
        List<SweepPoint> points = new ArrayList<>();
        for (String hookPoint : List.of(USUAL, "conv4_1", "pooled")) {
            points.add(new SweepPoint(Sweep.HOOK_POINT, "hook-" + hookPoint, hookPoint, 0, UnaryOperator.identity()));
        }
        for (String lambda : List.of("0.3", "1", "3", "10")) {
            double weight = Double.parseDouble(lambda);
            points.add(paper(Sweep.LAMBDA, "lambda-" + lambda, c -> c.withLambda(weight)));
        }
        for (Ssim.Mode mode : Ssim.Mode.values()) {
            String name = mode.name().toLowerCase(Locale.ROOT);
            points.add(paper(Sweep.SSIM, "ssim-" + name, c -> c.withSimilarity(mode)));
        }
        points.add(paper(Sweep.START, "start-random", c -> c.withMixing(1, false)));
        points.add(paper(Sweep.START, "start-identity", c -> c.withMixing(1, true)));
        for (String smoothing : List.of("0", "0.1")) {
            points.add(new SweepPoint(
                    Sweep.SMOOTHING,
                    "smoothing-" + smoothing,
                    USUAL,
                    Double.parseDouble(smoothing),
                    UnaryOperator.identity()));
        }
        return List.copyOf(points);
    }

    private static SweepPoint paper(Sweep sweep, String variant, UnaryOperator<DpmConfig> change) {
        return new SweepPoint(sweep, variant, USUAL, 0, change);
    }

    static SweepPoint of(String variant) {
        return ALL.stream()
                .filter(point -> point.variant.equals(variant))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sweep has a point " + variant));
    }

    static List<String> variants(Sweep sweep) {
        return ALL.stream()
                .filter(point -> point.sweep == sweep)
                .map(SweepPoint::variant)
                .toList();
    }

    DpmConfig config(Budget budget) {
        if (sweep.pooled()) {
            return change.apply(Profiles.of(PoisoningProfile.BALANCED.name()).config(budget));
        }
        DpmConfig paper = budget.dpm(Recipe.PAPER);
        // A start that collapses or sticks is a figure here, and lambda must stay what it is: nothing is looked at on
        // the way.
        return change.apply(paper.withLambda(LAMBDA)
                .withSteps(Math.max(1, paper.steps() / 2))
                .withChecks(0)
                .withRestarts(0)
                .withLimits(100, 0, 1));
    }
}
