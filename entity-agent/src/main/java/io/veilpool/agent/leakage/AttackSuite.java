package io.veilpool.agent.leakage;

import io.veilpool.agent.attack.Attack;
import io.veilpool.agent.attack.AttackBudget;
import io.veilpool.agent.attack.AttackScene;
import io.veilpool.agent.attack.Attacks;
import io.veilpool.agent.attack.AttributeInference;
import io.veilpool.agent.attack.Linkage;
import io.veilpool.agent.attack.Poisoner;
import io.veilpool.agent.attack.Surrogates;
import io.veilpool.agent.attack.VictimRows;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the attack library against one DPM: attackers get public images, the recipe that the charter shows everybody, and some of the
 * entity's training images beside their rows; they are scored on images that the DPM was not trained on.
 */
public final class AttackSuite {
    private static final int MOST_PAIRS = 1024;
    /** At most one own training image in so many is known: attackers without public images train on the rest. */
    private static final int PAIRS_DIVISOR = 4;

    private static final int LEAST_SCORED = 4;
    private static final int LEAST_ATTACKER_IMAGES = 16;

    private AttackSuite() {}

    /**
     * Whom the library attacks, and with which images.
     *
     * @param recipe         that the DPM was trained by; attackers train surrogates by it. Null if the method has none
     * @param attackerImages public ones, or the own training images
     * @param publicImages   which of the two they are
     * @param training       own training images: the last of them are known pairs, and no attacker's
     * @param heldBack       scored
     * @param featurizer     gives original features
     * @param memory         for rows of which there are many
     * @param earlier        the entity's DPM under which rows were published before, for linkage; null if there is none
     */
    public record Target(
            PublishedNetworks networks,
            PrivateDpm dpm,
            @Nullable DpmConfig recipe,
            LabelledImages attackerImages,
            boolean publicImages,
            LabelledImages training,
            LabelledImages heldBack,
            Surrogates.Featurizer featurizer,
            RowMemory memory,
            @Nullable PrivateDpm earlier) {}

    /**
     * What came out of the library.
     *
     * @param effort   that was spent; NONE if nothing ran
     * @param outcomes one for each attack that ran, the strongest attackers first
     * @param notRun   why nothing, or not everything, ran
     */
    public record Findings(AttackEffort effort, List<AttackOutcome> outcomes, List<String> notRun) {
        public Findings {
            outcomes = List.copyOf(outcomes);
            notRun = List.copyOf(notRun);
        }
    }

    /**
     * @param finished told of each attack when it is done
     * @throws IOException if the featurizer finds no place for its rows
     */
    public static Findings run(
            AttackEffort effort, Target target, long seed, Progress progress, Consumer<AttackOutcome> finished)
            throws IOException {
        if (effort == AttackEffort.NONE) {
            return new Findings(
                    AttackEffort.NONE, List.of(), ResidualRisk.withoutTheLibrary("`attacks` is NONE in the settings"));
        }
        AttackBudget budget = budget(effort);
        LabelledImages known = known(target);
        LabelledImages heldBack = target.heldBack().first(budget.scoredImages());
        LabelledImages attackerImages = target.attackerImages()
                .without(target.heldBack())
                .without(known)
                .first(budget.trainingImages());
        String obstacle = obstacle(target, attackerImages, heldBack);
        if (obstacle != null) {
            return new Findings(AttackEffort.NONE, List.of(), ResidualRisk.withoutTheLibrary(obstacle));
        }
        List<String> notRun = new ArrayList<>(ResidualRisk.notInTheSuite());
        List<Attack> onAttributes = onAttributes(attackerImages, heldBack, notRun);
        SplittableRandom seeds = new SplittableRandom(seed);
        DpmConfig recipe = target.recipe();
        if (target.networks().protectsInFeaturizer()) {
            notRun.add(ResidualRisk.EVERYBODY_IS_AN_INSIDER);
        }
        try (Surrogates surrogates = Surrogates.train(
                recipe == null ? List.of() : Surrogates.unlikeRecipes(recipe),
                target.networks(),
                attackerImages,
                target.featurizer(),
                target.memory(),
                seeds.nextLong(),
                progress)) {
            if (surrogates.poisoners().isEmpty()) {
                notRun.add(
                        recipe == null
                                ? "surrogate DPMs: the method trains no DPM"
                                : "surrogate DPMs: none came out of its training");
            }
            if (target.earlier() == null) {
                notRun.add(ResidualRisk.NO_EARLIER_ROTATION);
            }
            return new Findings(
                    effort,
                    attack(
                            budget,
                            target,
                            attackerImages,
                            heldBack,
                            known,
                            surrogates,
                            onAttributes,
                            seeds,
                            progress,
                            finished),
                    notRun);
        }
    }

    /** An attack for each sensitive attribute whose values are known of every image on both sides. */
    static List<Attack> onAttributes(LabelledImages attackerImages, LabelledImages heldBack, List<String> notRun) {
        List<Attack> attacks = new ArrayList<>();
        List<AttributeColumn> attributes = heldBack.sensitiveAttributes();
        if (attributes.isEmpty()) {
            notRun.add(ResidualRisk.NO_ATTRIBUTE);
        } else if (!attackerImages.sensitiveAttributes().equals(attributes)) {
            notRun.add(ResidualRisk.ATTACKERS_WITHOUT_ATTRIBUTES);
        } else {
            for (int a = 0; a < attributes.size(); a++) {
                int[] theirs = attackerImages.sensitiveValues(a);
                int[] asked = heldBack.sensitiveValues(a);
                int unknown = unknown(theirs) + unknown(asked);
                if (unknown > 0) {
                    notRun.add(ResidualRisk.unknownValues(attributes.get(a).name(), unknown));
                } else {
                    attacks.add(new AttributeInference(
                            AttributeInference.Knower.INSIDER, attributes.get(a).name(), theirs, asked));
                }
            }
        }
        return attacks;
    }

    private static int unknown(int[] values) {
        return Math.toIntExact(IntStream.of(values).filter(value -> value < 0).count());
    }

    private static AttackBudget budget(AttackEffort effort) {
        return switch (effort) {
            case NONE -> throw new IllegalArgumentException("no effort has no budget");
            case SMOKE -> AttackBudget.smoke();
            case STANDARD -> AttackBudget.standard();
            case THOROUGH -> AttackBudget.thorough();
        };
    }

    /** Why nothing can run, or null. */
    private static @Nullable String obstacle(Target target, LabelledImages attackerImages, LabelledImages heldBack) {
        if (heldBack.size() < LEAST_SCORED || attackerImages.size() < LEAST_ATTACKER_IMAGES) {
            return "it needs %d images held back and %d others for the attackers, there are %,d and %,d"
                    .formatted(LEAST_SCORED, LEAST_ATTACKER_IMAGES, heldBack.size(), attackerImages.size());
        }
        int classes = target.networks().decider().architecture().output().values();
        int largest = IntStream.of(attackerImages.imagesPerClass(classes)).max().orElse(0);
        int needed = 2 * target.dpm().imagesPerRow();
        return largest >= needed
                ? null
                : "attackers mix %d images of a class in a row, as the DPM does, and need %d of one class, they have at most %,d"
                        .formatted(target.dpm().imagesPerRow(), needed, largest);
    }

    private static LabelledImages known(Target target) {
        int all = target.training().size();
        int pairs = Math.min(MOST_PAIRS, all / PAIRS_DIVISOR);
        return target.training().subset(IntStream.range(all - pairs, all).toArray());
    }

    private static List<AttackOutcome> attack(
            AttackBudget budget,
            Target target,
            LabelledImages attackerImages,
            LabelledImages heldBack,
            LabelledImages known,
            Surrogates surrogates,
            List<Attack> onAttributes,
            SplittableRandom seeds,
            Progress progress,
            Consumer<AttackOutcome> finished)
            throws IOException {
        Poisoner victim = Poisoner.of(target.dpm());
        AttackScene.Builder builder = AttackScene.of(
                        target.networks(),
                        attackerImages,
                        target.featurizer().of(attackerImages),
                        rows(victim, heldBack, target.featurizer(), seeds.nextLong()))
                .victim(victim)
                .surrogates(surrogates.poisoners());
        if (known.size() > 0) {
            builder.pairs(rows(victim, known, target.featurizer(), seeds.nextLong()));
        }
        if (target.networks().protectsInFeaturizer()) {
            builder.unprotected(
                    FeatureCache.unprotected(target.networks(), attackerImages, progress),
                    FeatureCache.unprotected(target.networks(), heldBack, progress));
        }
        long seed = seeds.nextLong();
        List<AttackOutcome> outcomes = new ArrayList<>();
        try (AttackScene scene = builder.build()) {
            List<Attack> attacks = new ArrayList<>(Attacks.on(scene));
            PrivateDpm earlier = target.earlier();
            if (earlier != null) {
                attacks.add(new Linkage(rows(Poisoner.of(earlier), heldBack, target.featurizer(), seeds.nextLong())
                        .rows()));
            }
            attacks.addAll(onAttributes);
            for (Attack attack : attacks) {
                AttackOutcome outcome =
                        AttackOutcomes.of(attack.run(scene, budget, seed, progress), target.publicImages());
                outcomes.add(outcome);
                finished.accept(outcome);
            }
        }
        return outcomes;
    }

    private static VictimRows rows(Poisoner victim, LabelledImages images, Surrogates.Featurizer featurizer, long seed)
            throws IOException {
        return VictimRows.draw(victim, images, featurizer.of(images), seed);
    }
}
