package io.veilpool.demo;

import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.agent.refinement.RefinementConfig;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much a run may train: the charter, what each entity sets, and how long each step takes on two cores.
 *
 * @param plannedSeconds wall-clock seconds of the whole run on two cores
 */
record Budget(
        boolean quick,
        PoisoningProfile profile,
        String method,
        double plannedSeconds,
        int poolDeciderSteps,
        PreTrainingConfig preTraining,
        ProbeConfig leakage,
        RefinementConfig refinement) {
    /** It runs on small sets too; who shares pictures in earnest should ask for hundreds. */
    private static final int LEAST_IMAGES = 10;

    private static final String CLASS_FOLDERS = "classification";
    private static final int MAX_ROWS = 1_000_000;
    private static final double LEAST_CHANGE = .2;
    private static final double GREATEST_SSIM = .1;
    /**
     * Rows that mix images are not pushed away from the published reconstructor; what it sees is less than an insider does, whose limit binds
     * them. Of portraits, which are much alike, it sees .42 where a guess has .40.
     */
    private static final double GREATEST_SSIM_OF_MIXED = .5;

    static Budget of(boolean quick, PoisoningProfile profile, String method) {
        return quick
                ? new Budget(
                        true,
                        profile,
                        method,
                        170,
                        50,
                        quickPreTraining(method),
                        ProbeConfig.quick(),
                        RefinementConfig.quick())
                : new Budget(
                        false,
                        profile,
                        method,
                        480,
                        210,
                        PreTrainingConfig.DEFAULT,
                        ProbeConfig.defaults(),
                        RefinementConfig.defaults());
    }

    /** What a method trains of its own begins with the classifier: one that guesses would be protected as well as any. */
    private static PreTrainingConfig quickPreTraining(String method) {
        PreTrainingConfig quick = PreTrainingConfig.QUICK;
        return method.equals(Charter.DEEP_POISONING)
                ? quick
                : new PreTrainingConfig(
                        2 * quick.steps(),
                        quick.batch(),
                        quick.peakRate(),
                        quick.weightDecay(),
                        quick.reconstructorSteps(),
                        quick.reconstructorBatch(),
                        quick.reconstructorRate());
    }

    /** What was chosen, or the default; only under Deep Poisoning do rows mix images. */
    static PoisoningProfile profile(@Nullable PoisoningProfile chosen, String method) {
        if (!method.equals(Charter.DEEP_POISONING)) {
            return PoisoningProfile.custom(1);
        }
        return chosen == null ? PoisoningProfile.BALANCED : chosen;
    }

    /** Whether each entity has a DPM, and the coordinator's gate something to tell poisoned rows from. */
    boolean poisons() {
        return method.equals(Charter.DEEP_POISONING);
    }

    /** An architecture of its own for each entity. */
    DpmConfig dpm(String entity) {
        return switch (entity) {
            case "e2" -> dpm("BASIC", 3, 80);
            case "e3" -> isMixed() ? dpm("BOTTLENECK", 4, 64) : dpm("PLAIN", 4, 64);
            case "e4" -> dpm("BASIC", 3, 64);
            default -> dpm("BASIC", 4, 64);
        };
    }

    private boolean isMixed() {
        return profile.imagesPerRow() > 1;
    }

    /** The paper's method cannot hold a limit on the insider, so none is set for it: its index is measured and shown. */
    private double greatestInsiderIndex() {
        if (!isMixed()) {
            return 1;
        }
        return profile.equals(PoisoningProfile.STRICT) ? .25 : .35;
    }

    private DpmConfig dpm(String block, int depth, int width) {
        return quick ? DpmConfig.quick(block, depth, width) : DpmConfig.defaults(block, depth, width);
    }

    Charter charter(PreparedImages images, String publisher) {
        return new Charter(
                images.attributes() == null ? CLASS_FOLDERS : AttributeTask.TASK,
                images.classes(),
                images.attributes(),
                images.image(),
                backbone(images.image()),
                poisons() ? "conv3_1" : "conv4_2",
                publisher,
                method,
                List.of(
                        new DpmFamily("BASIC", 1, 8, 16, 256),
                        new DpmFamily("BOTTLENECK", 1, 8, 16, 256),
                        new DpmFamily("PLAIN", 1, 8, 16, 256)),
                thresholds(),
                new RowLimits(1, MAX_ROWS),
                List.of("F16", "F32"),
                profile,
                oversight());
    }

    /** Other methods leave the reconstructor nothing that a limit could be set for beforehand; what it sees is measured and shown. */
    private Thresholds thresholds() {
        double greatestLoss = quick ? 15 : 8;
        return poisons()
                ? new Thresholds(
                        greatestLoss,
                        LEAST_CHANGE,
                        isMixed() ? GREATEST_SSIM_OF_MIXED : GREATEST_SSIM,
                        greatestInsiderIndex(),
                        LEAST_IMAGES,
                        AttackEffort.NONE)
                : new Thresholds(greatestLoss, 0, 1, 1, LEAST_IMAGES, AttackEffort.NONE);
    }

    /**
     * A floor for the published reconstructor, and nothing else. On CIFAR-10 it has an SSIM of .70 after a full training and .50 after a quick
     * one; on generated images, whose noise nobody rebuilds, .43 and .27.
     */
    private Oversight oversight() {
        Oversight least = Oversight.LEAST;
        return new Oversight(
                least.officerApproval(),
                !poisons() ? 0 : quick ? .2 : .3,
                least.auditHours(),
                least.graceHours(),
                least.rowsPerDpm(),
                least.uploadsPerDpm());
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
