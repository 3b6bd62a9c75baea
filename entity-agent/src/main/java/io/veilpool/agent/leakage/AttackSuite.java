package io.veilpool.agent.leakage;

import io.veilpool.agent.attack.Attack;
import io.veilpool.agent.attack.AttackBudget;
import io.veilpool.agent.attack.AttackScene;
import io.veilpool.agent.attack.Attacks;
import io.veilpool.agent.attack.Poisoner;
import io.veilpool.agent.attack.Surrogates;
import io.veilpool.agent.attack.VictimRows;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Runs the attack library against one DPM: attackers get public images, the recipe that the charter shows everybody, and some of the
 * entity's training images beside their rows; they are scored on images that the DPM was not trained on.
 */
public final class AttackSuite {
    private static final int MOST_PAIRS = 1024;
    /** Of own training images, if the attackers have no others. */
    private static final int PAIRS_DIVISOR = 4;

    private static final int LEAST_SCORED = 4;
    private static final int LEAST_ATTACKER_IMAGES = 32;

    private AttackSuite() {}

    /**
     * Whom the library attacks, and with which images.
     *
     * @param recipe         that the DPM was trained by; attackers train surrogates by it
     * @param attackerImages public ones, or the own training images
     * @param training       own training images: the last of them are known pairs, and no attacker's
     * @param heldBack       scored
     * @param featurizer     gives original features
     */
    public record Target(
            PublishedNetworks networks,
            PrivateDpm dpm,
            DpmConfig recipe,
            LabelledImages attackerImages,
            LabelledImages training,
            LabelledImages heldBack,
            Surrogates.Featurizer featurizer) {}

    /**
     * What came out of the library.
     *
     * @param outcomes one for each attack that ran, the strongest attackers first
     * @param notRun   why nothing, or not everything, ran
     */
    public record Findings(List<AttackOutcome> outcomes, List<String> notRun) {
        public Findings {
            outcomes = List.copyOf(outcomes);
            notRun = List.copyOf(notRun);
        }
    }

    /**
     * @param finished told of each attack when it is done
     * @throws IOException if features cannot be cached
     */
    public static Findings run(
            AttackEffort effort, Target target, long seed, Progress progress, Consumer<AttackOutcome> finished)
            throws IOException {
        AttackBudget budget = effort.budget().orElse(null);
        if (budget == null) {
            return new Findings(List.of(), ResidualRisk.withoutTheLibrary());
        }
        LabelledImages known = known(target);
        LabelledImages attackerImages =
                target.attackerImages().without(target.heldBack()).without(known);
        if (target.heldBack().size() < LEAST_SCORED || attackerImages.size() < LEAST_ATTACKER_IMAGES) {
            return new Findings(
                    List.of(),
                    List.of(
                            "the attack library: it needs %d images held back and %d others for the attackers, there are %,d and %,d"
                                    .formatted(
                                            LEAST_SCORED,
                                            LEAST_ATTACKER_IMAGES,
                                            target.heldBack().size(),
                                            attackerImages.size())));
        }
        List<String> notRun = new ArrayList<>(ResidualRisk.notInTheSuite());
        SplittableRandom seeds = new SplittableRandom(seed);
        try (Surrogates surrogates = Surrogates.train(
                Surrogates.unlikeRecipes(target.recipe()),
                target.networks(),
                attackerImages,
                target.featurizer(),
                seeds.nextLong(),
                progress)) {
            if (surrogates.poisoners().isEmpty()) {
                notRun.add("surrogate DPMs: none came out of its training");
            }
            return new Findings(
                    attack(budget, target, attackerImages, known, surrogates, seeds, progress, finished), notRun);
        }
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
            LabelledImages known,
            Surrogates surrogates,
            SplittableRandom seeds,
            Progress progress,
            Consumer<AttackOutcome> finished)
            throws IOException {
        Poisoner victim = Poisoner.of(target.dpm());
        AttackScene.Builder builder = AttackScene.of(
                        target.networks(),
                        attackerImages,
                        target.featurizer().of(attackerImages),
                        rows(victim, target.heldBack(), target.featurizer(), seeds.nextLong()))
                .victim(victim)
                .surrogates(surrogates.poisoners());
        if (known.size() > 0) {
            builder.pairs(rows(victim, known, target.featurizer(), seeds.nextLong()));
        }
        long seed = seeds.nextLong();
        List<AttackOutcome> outcomes = new ArrayList<>();
        try (AttackScene scene = builder.build()) {
            for (Attack attack : Attacks.on(scene)) {
                AttackOutcome outcome = AttackOutcomes.of(attack.run(scene, budget, seed, progress));
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
