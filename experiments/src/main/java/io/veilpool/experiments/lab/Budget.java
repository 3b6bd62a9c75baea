package io.veilpool.experiments.lab;

import io.veilpool.agent.attack.AttackBudget;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.experiments.world.Sizes;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.training.DeciderConfig;

/**
 * How much is spent on a run. Its text is part of what decides the figures.
 *
 * @param name          for the key of a run
 * @param sizes         images of each part, of a set that has enough
 * @param preTraining   of featurizer, decider and every reconstructor
 * @param product       DPM as the agents train it
 * @param paper         the same with the paper's loss alone, Eq. (6)
 * @param scratch       decider from own images alone
 * @param refining      the published decider, further trained
 * @param attack        of each attacker
 * @param narrow        channels of the narrow backbone at 32 pixels, where the paper has ResNet-50
 * @param wide          of the wide one, where it has ResNet-101
 * @param classes       of generated images
 * @param perClass      generated images of each class to be dealt
 * @param testPerClass  to test on
 */
public record Budget(
        String name,
        Sizes sizes,
        PreTrainingConfig preTraining,
        DpmConfig product,
        DpmConfig paper,
        DeciderConfig scratch,
        DeciderConfig refining,
        AttackBudget attack,
        int narrow,
        int wide,
        int classes,
        int perClass,
        int testPerClass) {
    private static final int BLOCKS = 4;
    private static final int DPM_WIDTH = 48;
    private static final int SMALL_SIDE = 40;

    /** For figures that count. */
    public static final Budget FULL = of(
            "full",
            Sizes.FULL,
            PreTrainingConfig.DEFAULT,
            DpmConfig.defaults("BASIC", BLOCKS, DPM_WIDTH),
            DeciderConfig.refining().steps(),
            AttackBudget.standard(),
            24,
            32,
            10,
            2_800,
            1_000);
    /** Minutes instead of hours; shows directions. */
    public static final Budget QUICK = of(
            "quick",
            Sizes.QUICK,
            PreTrainingConfig.QUICK,
            DpmConfig.quick("BASIC", BLOCKS, DPM_WIDTH),
            100,
            AttackBudget.standard().withSteps(200),
            24,
            32,
            10,
            700,
            200);
    /** Seconds; for tests, its figures say nothing. */
    public static final Budget SMOKE = of(
            "smoke",
            new Sizes(1_000, 125, 100, 50, 1_000, 64, 40, 16),
            new PreTrainingConfig(16, 16, 0.07, 5e-4, 12, 16, 8e-3),
            DpmConfig.defaults("BASIC", 1, 8).withSteps(4).withLimits(100, 0, 1).withAugmentBelow(0),
            2,
            AttackBudget.smoke().withSteps(8),
            4,
            6,
            3,
            120,
            14);

    private static Budget of(
            String name,
            Sizes sizes,
            PreTrainingConfig preTraining,
            DpmConfig product,
            int deciderSteps,
            AttackBudget attack,
            int narrow,
            int wide,
            int classes,
            int perClass,
            int testPerClass) {
        return new Budget(
                name,
                sizes,
                preTraining,
                product,
                product.withMatching(0, 0),
                DeciderConfig.fromScratch().withSteps(deciderSteps),
                DeciderConfig.refining().withSteps(deciderSteps),
                attack,
                narrow,
                wide,
                classes,
                perClass,
                testPerClass);
    }

    /** Name of the backbone for images of this size: half the channels at twice the side. */
    String backbone(Width width, ImageSpec image) {
        int channels = width == Width.NARROW ? narrow : wide;
        return "small-resnet-" + (Math.max(image.height(), image.width()) <= SMALL_SIDE ? channels : channels / 2);
    }

    /** How a DPM is trained. */
    public DpmConfig dpm(Recipe recipe) {
        return recipe == Recipe.PAPER ? paper : product;
    }
}
