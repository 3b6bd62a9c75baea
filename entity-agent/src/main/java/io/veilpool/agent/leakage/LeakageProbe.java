package io.veilpool.agent.leakage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.attack.AttackTally;
import io.veilpool.agent.attack.Guesses;
import io.veilpool.agent.attack.Retrieval;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.LeakageIndex;
import io.veilpool.model.metric.PriorGuesses;
import io.veilpool.model.metric.TopKAccuracy;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures on held-back images what a DPM costs and what it still shows: to the published reconstructor, which is the paper's score, and
 * to an insider who trains (attack v), beside the same attacker on original features and the best guess without features.
 */
public final class LeakageProbe {
    private static final int ROWS_AT_ONCE = 125;
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
        if (heldBack.size() != heldBackFeatures.rows() || heldBack.size() == 0) {
            throw new IllegalArgumentException("needs one row per held-back image and at least one, got "
                    + heldBackFeatures.rows() + " rows and " + heldBack.size() + " images");
        }
        try (Network decider = networks.decider().folded();
                Network reconstructor = networks.reconstructor().folded();
                Retrieval retrieval = new Retrieval()) {
            int classes = networks.decider().architecture().output().values();
            PriorGuesses guesses = Guesses.of(classes, attackerImages, attackers.trainingImages());
            Tally tally = new Tally(config, guesses, retrieval);
            int rows = heldBack.size();
            OriginalFeatures unprotected =
                    FeatureCache.unprotected(networks, heldBack.first(config.images()), heldBackFeatures, progress);
            PoisonedFeatures poisonedRows = dpm.poisonEach(heldBackFeatures, ElementType.F32, attackers.seed());
            long began = System.nanoTime();
            for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
                int[] batch = IntStream.range(from, Math.min(rows, from + ROWS_AT_ONCE))
                        .toArray();
                try (NDManager scope = NDManager.newBaseManager()) {
                    NDArray z = heldBackFeatures.batch(scope, batch);
                    NDArray poisoned = poisonedRows.batch(scope, batch);
                    NDArray labels = heldBackFeatures.labels(scope, batch);
                    tally.accuracy(decider.forward(z, false), decider.forward(poisoned, false), labels);
                    tally.change(z, poisoned);
                    if (from < config.images()) {
                        int[] scored = IntStream.of(batch)
                                .filter(i -> i < config.images())
                                .toArray();
                        NDArray some = z.get(":" + scored.length);
                        NDArray somePoisoned = poisoned.get(":" + scored.length);
                        tally.attacks(
                                heldBack.batch(scope, scored),
                                IntStream.of(scored).map(heldBack::label).toArray(),
                                reconstructor.forward(some, false),
                                reconstructor.forward(somePoisoned, false),
                                attackers.control(unprotected.batch(scope, scored)),
                                attackers.insider(somePoisoned));
                    }
                }
                int done = from + batch.length;
                progress.report(PHASE, done, rows, Double.NaN, done / ((System.nanoTime() - began) / 1e9));
            }
            return tally.findings(attackers, attackerImagesPublic, networks.protectsInFeaturizer(), dpm.imagesPerRow());
        }
    }

    /** Sums over held-back images. */
    private static final class Tally {
        private final ProbeConfig config;
        private final PriorGuesses guesses;
        private final List<List<ImageReadings>> guessed = new ArrayList<>();
        private final AttackTally reconstructorOnOriginal = new AttackTally();
        private final AttackTally reconstructorOnPoisoned = new AttackTally();
        private final AttackTally control = new AttackTally();
        private final AttackTally insider = new AttackTally();
        private final Retrieval retrieval;
        private int rows;
        private int scored;
        private long top1Original;
        private long top1Poisoned;
        private long top5Original;
        private long top5Poisoned;
        private double change;

        Tally(ProbeConfig config, PriorGuesses guesses, Retrieval retrieval) {
            this.config = config;
            this.retrieval = retrieval;
            this.guesses = guesses;
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
                int[] labels,
                NDArray reconstructed,
                NDArray reconstructedPoisoned,
                NDArray byControl,
                NDArray byInsider) {
            scored += labels.length;
            guessed.add(guesses.readings(images, labels));
            reconstructorOnOriginal.add(images, reconstructed);
            reconstructorOnPoisoned.add(images, reconstructedPoisoned);
            control.add(images, byControl);
            insider.add(images, byInsider);
            retrieval.add(images, byInsider);
        }

        LeakageFindings findings(
                Attackers attackers, boolean publicImages, boolean protectsInFeaturizer, int imagesPerRow) {
            ImageReadings prior = Guesses.best(guessed);
            String training = publicImages ? "public images" : "the entity's own training images";
            ImageReadings clean = control.readings();
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
            AttackScore inside = insider.score(
                    AttackScore.INSIDER,
                    "the published networks, " + training + " and the DPM itself",
                    attackers.trainingImages(),
                    config.steps(),
                    attackers.seed(),
                    prior,
                    clean,
                    config.resamples());
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
                    control.score(
                            LeakageFindings.CONTROL,
                            "the published networks, " + training + " and original features",
                            attackers.trainingImages(),
                            config.steps(),
                            attackers.seed(),
                            prior,
                            clean,
                            config.resamples()),
                    reconstructorOnOriginal.score(
                            AttackScore.PUBLISHED_RECONSTRUCTOR,
                            "the published networks, on original features",
                            0,
                            0,
                            attackers.seed(),
                            prior,
                            cleanPublished,
                            config.resamples()),
                    List.of(published, inside),
                    AttackEffort.NONE,
                    List.of(),
                    Arrays.stream(LeakageIndex.perImage(prior, clean, insider.readings()))
                            .boxed()
                            .toList(),
                    Retrieval.percentWithin(retrieval.ranks(), 1),
                    publicImages,
                    ResidualRisk.withoutTheLibrary("not part of the probe"),
                    ResidualRisk.text(
                            inside,
                            protectsInFeaturizer ? "the release and the entity's module" : "the DPM's weights",
                            imagesPerRow));
        }

        private double percent(long count) {
            return 100.0 * count / rows;
        }
    }
}
