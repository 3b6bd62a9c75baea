package io.veilpool.experiments.methods;

import io.veilpool.agent.attack.AttackBudget;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.training.DeciderConfig;

/**
 * How much is spent on one contestant. Its text is part of what decides the figures.
 *
 * @param name         for the key of a run
 * @param mostTraining images of the victim, and of the attackers, at most
 * @param mostTest     images that everything is measured on, at most
 * @param backbone     of every network
 * @param classifier   the training that all contestants begin with, and of the reconstructor that Deep Poisoning's module is trained against
 * @param protection   greatest number of steps of a protection's own training
 * @param module       Deep Poisoning's
 * @param refining     of the released decider on the rows
 * @param attack       of each attacker
 */
public record MethodEffort(
        String name,
        int mostTraining,
        int mostTest,
        String backbone,
        PreTrainingConfig classifier,
        int protection,
        DpmConfig module,
        DeciderConfig refining,
        AttackBudget attack) {
    /** For figures that count. */
    public static final MethodEffort FULL = new MethodEffort(
            "full",
            3_800,
            2_000,
            "small-resnet-12",
            new PreTrainingConfig(1_350, 32, 0.07, 5e-4, 500, 32, 8e-3),
            100_000,
            DpmConfig.defaults("BASIC", 4, 48).withProfile(PoisoningProfile.BALANCED),
            DeciderConfig.poolOnly().withSteps(150),
            new AttackBudget(64, 1, 400, 32, 2e-3, 4_000, 2_000, 1_000));
    /** A quarter of the images and steps; shows directions. */
    public static final MethodEffort QUICK = new MethodEffort(
            "quick",
            1_000,
            500,
            "small-resnet-12",
            new PreTrainingConfig(320, 32, 0.07, 5e-4, 200, 32, 8e-3),
            200,
            DpmConfig.quick("BASIC", 4, 48).withProfile(PoisoningProfile.BALANCED),
            DeciderConfig.poolOnly().withSteps(60),
            new AttackBudget(64, 1, 200, 32, 2e-3, 1_000, 500, 200));
    /** Seconds; for tests, its figures say nothing. */
    public static final MethodEffort SMOKE = new MethodEffort(
            "smoke",
            80,
            48,
            "small-resnet-4",
            new PreTrainingConfig(12, 16, 0.07, 5e-4, 8, 16, 8e-3),
            4,
            DpmConfig.defaults("BASIC", 1, 8).withSteps(4).withLimits(100, 0, 1).withAugmentBelow(0),
            DeciderConfig.poolOnly().withSteps(4),
            new AttackBudget(8, 1, 8, 16, 2e-3, 80, 48, 20));
}
