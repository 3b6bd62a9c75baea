package io.veilpool.demo;

import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.agent.refinement.RefinementConfig;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much a run may train: the charter, what each entity sets, and how long each step takes on two cores.
 *
 * @param plannedSeconds wall-clock seconds of the whole run on two cores
 */
record Budget(
        boolean quick,
        double plannedSeconds,
        int poolDeciderSteps,
        PreTrainingConfig preTraining,
        ProbeConfig leakage,
        RefinementConfig refinement) {
    private static final int MAX_ROWS = 1_000_000;
    // The insider's index is measured and shown; the paper's method cannot hold a limit on it, so none is set.
    /** The balanced profile's limit. */
    private static final double GREATEST_INSIDER_INDEX = .35;

    private static final double LEAST_CHANGE = .2;
    /** Rows that mix images are not pushed away from the published reconstructor; what it sees is less than an insider does. */
    private static final double GREATEST_SSIM = .4;

    static Budget of(boolean quick) {
        return quick
                ? new Budget(true, 170, 50, PreTrainingConfig.QUICK, ProbeConfig.quick(), RefinementConfig.quick())
                : new Budget(
                        false,
                        480,
                        210,
                        PreTrainingConfig.DEFAULT,
                        ProbeConfig.defaults(),
                        RefinementConfig.defaults());
    }

    /** An architecture of its own for each entity. */
    DpmConfig dpm(String entity) {
        return switch (entity) {
            case "e2" -> dpm("BASIC", 3, 80);
            case "e3" -> dpm("BOTTLENECK", 4, 64);
            case "e4" -> dpm("BASIC", 3, 64);
            default -> dpm("BASIC", 4, 64);
        };
    }

    private DpmConfig dpm(String block, int depth, int width) {
        return quick ? DpmConfig.quick(block, depth, width) : DpmConfig.defaults(block, depth, width);
    }

    Charter charter(PreparedImages images, String publisher) {
        return new Charter(
                "classification",
                images.classes(),
                images.image(),
                backbone(images.image()),
                "conv3_1",
                publisher,
                List.of(
                        new DpmFamily("BASIC", 1, 8, 16, 256),
                        new DpmFamily("BOTTLENECK", 1, 8, 16, 256),
                        new DpmFamily("PLAIN", 1, 8, 16, 256)),
                new Thresholds(quick ? 15 : 8, LEAST_CHANGE, GREATEST_SSIM, GREATEST_INSIDER_INDEX),
                new RowLimits(1, MAX_ROWS),
                List.of("F16", "F32"),
                PoisoningProfile.BALANCED);
    }

    /** Half the channels at twice the side: the same work, and at the hook point about as many values per pixel. */
    private static String backbone(ImageSpec image) {
        int side = Math.max(image.height(), image.width());
        return side <= 40 ? "small-resnet-24" : side <= 80 ? "small-resnet-12" : "small-resnet-6";
    }

    /** Seconds of work of each step of each party as measured; see {@link io.veilpool.demo.progress.TimeLeft}. */
    Map<String, Double> plan() {
        Map<String, Double> plan = new LinkedHashMap<>();
        plan.put("e1 pre-training", preTraining.steps() * preTraining.batch() * .0035); // both turns
        plan.put("e1 reconstructor", preTraining.reconstructorSteps() * .018);
        for (String entity : List.of("e1", "e2", "e3", "e4")) {
            plan.put(entity + " original features", quick ? 1.5 : 4);
            plan.put(entity + " DPM", dpm(entity).steps() * .16);
            plan.put(entity + " control attack", leakage.steps() * .04);
            plan.put(entity + " insider attack", leakage.steps() * .04);
            plan.put(entity + " refinement, own data only", refinement.scratch().steps() * .07);
            plan.put(entity + " refinement, own data", refinement.refining().steps() * .07);
            plan.put(entity + " refinement, with pool", refinement.refining().steps() * .07);
        }
        return plan;
    }
}
