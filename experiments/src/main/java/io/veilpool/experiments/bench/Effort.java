package io.veilpool.experiments.bench;

import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.experiments.lab.Budget;
import io.veilpool.experiments.world.Sizes;
import java.util.List;

/**
 * How long the bench measures.
 *
 * @param name          {@code full}, {@code quick} or {@code smoke}
 * @param like          whose networks, batches and losses are measured
 * @param entity        images of an entity
 * @param perClass      generated images of each class
 * @param steps         training steps that are timed at once
 * @param sides         of the square matrices that the machine multiplies
 * @param products      of each side, of which the fastest counts
 * @param memoryImages  numbers of images whose memory is looked at, rising
 */
public record Effort(
        String name,
        Budget like,
        int entity,
        int perClass,
        int steps,
        List<Integer> sides,
        int products,
        List<Integer> memoryImages) {
    /** Minutes. */
    public static final Effort FULL = new Effort(
            "full", Budget.FULL, 400, 250, 10, List.of(512, 1024, 2048), 4, List.of(500, 1_000, 2_000, 4_000));
    /** A minute or two. */
    public static final Effort QUICK =
            new Effort("quick", Budget.FULL, 200, 120, 5, List.of(512, 1024, 2048), 2, List.of(500, 1_000, 2_000));
    /** Seconds; for tests. */
    public static final Effort SMOKE =
            new Effort("smoke", Budget.SMOKE, 40, 80, 3, List.of(128, 256), 3, List.of(50, 100));

    private static final int FEW = 40;
    private static final int TEST = 40;

    public Effort {
        sides = List.copyOf(sides);
        memoryImages = List.copyOf(memoryImages);
    }

    /** Of the images that are dealt; most are one party's. */
    Sizes sizes(int classes) {
        int few = Math.max(FEW, 2 * classes);
        return new Sizes(entity, few / 2, few, few / 2, entity, few, TEST, TEST);
    }

    /** Of each class, generated to test on; the bench tests nothing. */
    public int testPerClass() {
        return TEST / like.classes() + 1;
    }

    /** The budget it is like, with so few steps that they are for timing only, and no limits that such a DPM could pass. */
    Budget budget(int classes) {
        PreTrainingConfig usual = like.preTraining();
        return new Budget(
                "bench",
                sizes(classes),
                new PreTrainingConfig(
                        steps,
                        usual.batch(),
                        usual.peakRate(),
                        usual.weightDecay(),
                        1,
                        usual.reconstructorBatch(),
                        usual.reconstructorRate()),
                like.product()
                        .withSteps(steps)
                        .withLimits(100, 0, 1)
                        .withAugmentBelow(0)
                        .withChecks(0),
                like.paper(),
                like.scratch().withSteps(steps),
                like.refining().withSteps(steps),
                like.attack(),
                like.narrow(),
                like.wide(),
                like.classes(),
                perClass,
                testPerClass());
    }
}
