package io.veilpool.agent.leakage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.attack.AttackTally;
import io.veilpool.agent.attack.Retrieval;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.LeakageIndex;
import io.veilpool.model.metric.TopKAccuracy;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures on held-back images what a DPM costs and what it still shows: to the published reconstructor, which is the paper's score, and
 * to an insider who trains (attack v), beside the same attacker on original features and the best guess without features.
 */
public final class LeakageProbe {
    private static final String PHASE = "leakage";

    private LeakageProbe() {}

    /**
     * Trains attackers and forgets them.
     *
     * @param attackerImages       images that the attackers train on, none of them held back
     * @param attackerImagesPublic whether these are public images; otherwise the entity's own
     * @param heldBack             images that neither the DPM nor the attackers were trained on
     * @param heldBackFeatures     their original features, row by row
     */
    public static LeakageFindings measure(
            ProbeConfig config,
            PublishedNetworks networks,
            PrivateDpm dpm,
            LabelledImages attackerImages,
            boolean attackerImagesPublic,
            LabelledImages heldBack,
            OriginalFeatures heldBackFeatures,
            long seed,
            Progress progress) {
        try (Attackers attackers = Attackers.train(config, networks, dpm, attackerImages, seed, progress)) {
            return measure(
                    config,
                    networks,
                    dpm,
                    attackers,
                    attackerImages,
                    attackerImagesPublic,
                    heldBack,
                    heldBackFeatures,
                    progress);
        }
    }

    /** With attackers that are trained already, for instance to score them on test images too. */
    public static LeakageFindings measure(
            ProbeConfig config,
            PublishedNetworks networks,
            PrivateDpm dpm,
            Attackers attackers,
            LabelledImages attackerImages,
            boolean attackerImagesPublic,
            LabelledImages heldBack,
            OriginalFeatures heldBackFeatures,
            Progress progress) {
        return measure(
                config,
                networks,
                dpm,
                attackers,
                attackerImagesPublic,
                ScoredImages.of(
                        config,
                        networks,
                        attackerImages,
                        attackers.trainingImages(),
                        heldBack,
                        heldBackFeatures,
                        progress),
                progress);
    }

    /** On images that are prepared already, for attackers of several seeds. */
    public static LeakageFindings measure(
            ProbeConfig config,
            PublishedNetworks networks,
            PrivateDpm dpm,
            Attackers attackers,
            boolean attackerImagesPublic,
            ScoredImages heldBack,
            Progress progress) {
        try (Network decider = networks.decider().folded();
                Network reconstructor = networks.reconstructor().folded();
                Retrieval retrieval = new Retrieval()) {
            Tally tally = new Tally(config, heldBack.prior(), retrieval);
            PoisonedFeatures poisonedRows = dpm.poisonEach(heldBack.features(), ElementType.F32, attackers.seed());
            long began = System.nanoTime();
            for (int[] batch : heldBack.batches()) {
                try (NDManager scope = NDManager.newBaseManager()) {
                    NDArray z = heldBack.features().batch(scope, batch);
                    NDArray poisoned = poisonedRows.batch(scope, batch);
                    NDArray labels = heldBack.features().labels(scope, batch);
                    tally.accuracy(decider.forward(z, false), decider.forward(poisoned, false), labels);
                    tally.change(z, poisoned);
                    int[] scored = IntStream.of(batch)
                            .filter(i -> i < heldBack.scored())
                            .toArray();
                    if (scored.length > 0) {
                        NDArray some = z.get(":" + scored.length);
                        NDArray somePoisoned = poisoned.get(":" + scored.length);
                        tally.attacks(
                                heldBack.images().batch(scope, scored),
                                reconstructor.forward(some, false),
                                reconstructor.forward(somePoisoned, false),
                                attackers.control(heldBack.unprotected().batch(scope, scored)),
                                attackers.insider(somePoisoned));
                    }
                }
                int done = batch[batch.length - 1] + 1;
                progress.report(
                        PHASE, done, heldBack.images().size(), Double.NaN, done / ((System.nanoTime() - began) / 1e9));
            }
            return tally.findings(attackers, attackerImagesPublic, networks.protectsInFeaturizer(), dpm.imagesPerRow());
        }
    }

    /** The insider's attack alone, from the seed of these attackers, which also draws who is mixed with whom. */
    public static InsiderTrial again(
            ProbeConfig config,
            PrivateDpm dpm,
            Attackers attackers,
            boolean attackerImagesPublic,
            ScoredImages heldBack) {
        InsiderTally tally = new InsiderTally();
        PoisonedFeatures poisonedRows = dpm.poisonEach(heldBack.features(), ElementType.F32, attackers.seed());
        for (int[] batch : heldBack.scoredBatches()) {
            try (NDManager scope = NDManager.newBaseManager()) {
                tally.add(
                        heldBack.images().batch(scope, batch),
                        attackers.control(heldBack.unprotected().batch(scope, batch)),
                        attackers.insider(poisonedRows.batch(scope, batch)));
            }
        }
        return tally.trial(config, attackers, inWords(attackerImagesPublic), heldBack.prior());
    }

    private static String inWords(boolean attackerImagesPublic) {
        return attackerImagesPublic ? "public images" : "the entity's own training images";
    }

    /** Sums over held-back images. */
    private static final class Tally {
        private final ProbeConfig config;
        private final ImageReadings prior;
        private final AttackTally reconstructorOnOriginal = new AttackTally();
        private final AttackTally reconstructorOnPoisoned = new AttackTally();
        private final InsiderTally insider = new InsiderTally();
        private final Retrieval retrieval;
        private int rows;
        private int scored;
        private long top1Original;
        private long top1Poisoned;
        private long top5Original;
        private long top5Poisoned;
        private double change;

        Tally(ProbeConfig config, ImageReadings prior, Retrieval retrieval) {
            this.config = config;
            this.prior = prior;
            this.retrieval = retrieval;
        }

        void accuracy(NDArray original, NDArray poisoned, NDArray labels) {
            rows += Math.toIntExact(labels.getShape().get(0));
            top1Original += TopKAccuracy.correct(original, labels, 1);
            top1Poisoned += TopKAccuracy.correct(poisoned, labels, 1);
            top5Original += TopKAccuracy.correct(original, labels, 5);
            top5Poisoned += TopKAccuracy.correct(poisoned, labels, 5);
        }

        void change(NDArray original, NDArray poisoned) {
            change += PrivateDpm.relativeChange(original, poisoned).sum().getFloat();
        }

        void attacks(
                NDArray images,
                NDArray reconstructed,
                NDArray reconstructedPoisoned,
                NDArray byControl,
                NDArray byInsider) {
            scored += Math.toIntExact(images.getShape().get(0));
            reconstructorOnOriginal.add(images, reconstructed);
            reconstructorOnPoisoned.add(images, reconstructedPoisoned);
            insider.add(images, byControl, byInsider);
            retrieval.add(images, byInsider);
        }

        LeakageFindings findings(
                Attackers attackers, boolean publicImages, boolean protectsInFeaturizer, int imagesPerRow) {
            ImageReadings cleanPublished = reconstructorOnOriginal.readings();
            AttackScore published = reconstructorOnPoisoned.score(
                    AttackScore.PUBLISHED_RECONSTRUCTOR,
                    "the published networks only; the paper's own score",
                    0,
                    0,
                    attackers.seed(),
                    prior,
                    cleanPublished,
                    config.resamples());
            InsiderTrial trial = insider.trial(config, attackers, inWords(publicImages), prior);
            return new LeakageFindings(
                    rows,
                    scored,
                    percent(top1Original),
                    percent(top1Poisoned),
                    percent(top5Original),
                    percent(top5Poisoned),
                    change / rows,
                    prior.asIs().meanSsim(),
                    prior.asIs().meanL1(),
                    trial.control(),
                    reconstructorOnOriginal.score(
                            AttackScore.PUBLISHED_RECONSTRUCTOR,
                            "the published networks, on original features",
                            0,
                            0,
                            attackers.seed(),
                            prior,
                            cleanPublished,
                            config.resamples()),
                    List.of(published, trial.insider()),
                    List.of(),
                    null,
                    AttackEffort.NONE,
                    List.of(),
                    Arrays.stream(LeakageIndex.perImage(prior, insider.controlReadings(), insider.insiderReadings()))
                            .boxed()
                            .toList(),
                    Retrieval.percentWithin(retrieval.ranks(), 1),
                    publicImages,
                    ResidualRisk.withoutTheLibrary("not part of the probe"),
                    ResidualRisk.text(
                            trial.insider(),
                            protectsInFeaturizer ? "the release and the entity's module" : "the DPM's weights",
                            imagesPerRow));
        }

        private double percent(long count) {
            return 100.0 * count / rows;
        }
    }
}
