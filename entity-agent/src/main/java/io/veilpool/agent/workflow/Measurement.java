package io.veilpool.agent.workflow;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.leakage.AttackSuite;
import io.veilpool.agent.leakage.AttackerRows;
import io.veilpool.agent.leakage.Attackers;
import io.veilpool.agent.leakage.InsiderPictures;
import io.veilpool.agent.leakage.LeakageFindings;
import io.veilpool.agent.leakage.LeakageProbe;
import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.leakage.ScoredImages;
import io.veilpool.agent.leakage.WorstClasses;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.vault.Vault;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.network.Engines;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.policy.InsiderTrials;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.ReportMachine;
import io.veilpool.model.protocol.ReportTolerance;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.training.ComputeTurns;
import io.veilpool.pages.LocalPictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One measurement of the own DPM on held-back images, from one seed: this entity's own, or one that an auditor chose. The same seed on
 * the same machine gives the same figures.
 *
 * @param rotation which DPM is measured, the current one or an earlier one whose rows are in use
 * @param seed  what every draw derives from
 * @param seeds from how many seeds insiders are trained: this one, and others that derive from it; at least 1
 * @param rerun that it answers; null if nobody ordered it
 */
record Measurement(
        Workbench bench,
        int rotation,
        long seed,
        int seeds,
        @Nullable UUID rerun) {
    private static final int LEAST_TRAINING_IMAGES = 2;
    /** So many times as many images as are scored are mixed, as they would be with all others of their class. */
    private static final int MIXED_AMONG = 8;

    /** Told of the attackers that were trained, before they are closed. */
    @FunctionalInterface
    interface Keeper {
        void keep(Attackers attackers) throws IOException, VaultException, StepNotPossibleException;
    }

    /**
     * What came out.
     *
     * @param report   judged by the limits of the accepted charter
     * @param pictures that must not leave
     */
    record Taken(LeakageReport report, LocalPictures pictures) {}

    /** What the probe found, what insiders of other seeds did, and the first one on images that the DPM was trained on. */
    private record Probed(
            LeakageFindings findings,
            List<InsiderTrial> trials,
            @Nullable InsiderTrial trained,
            LocalPictures pictures) {}

    /** Takes one of the machine's turns for as long as it lasts. */
    Taken take(Keeper keeper)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        Split images = bench.images();
        LabelledImages attackerImages = bench.attackerImages();
        boolean attackerImagesPublic = bench.settings().auxiliaryImages() != null;
        try (ComputeTurns.Turn turn = bench.turn();
                PublishedNetworks networks = PullStep.open(bench);
                PrivateDpm dpm = new DpmStore(bench).open(rotation);
                PrivateDpm earlier = publishedBefore()) {
            bench.console()
                    .say("Measuring leakage: attackers train on %,d %s images"
                            .formatted(attackerImages.size(), attackerImagesPublic ? "public" : "own"));
            Probed probed = probed(networks, dpm, attackerImages, images, keeper);
            AttackSuite.Findings library = AttackSuite.run(
                    bench.settings().attacks(),
                    new AttackSuite.Target(
                            networks,
                            dpm,
                            bench.method().surrogates(bench.dpm()),
                            attackerImages,
                            attackerImagesPublic,
                            images.training(),
                            images.validation(),
                            some -> FeatureCache.compute(networks, some, bench.onDisk(), bench.console()),
                            bench.onDisk(),
                            earlier),
                    Seeds.of(seed, "attack library"),
                    bench.console(),
                    this::say);
            return new Taken(
                    judged(
                            new DpmStore(bench).commitment(dpm),
                            probed.findings().with(probed.trials(), probed.trained(), library),
                            images.validation()),
                    probed.pictures());
        }
    }

    /** What attackers train on and are scored on is featurized once for all seeds, and let go before the library begins. */
    private Probed probed(
            PublishedNetworks networks, PrivateDpm dpm, LabelledImages attackerImages, Split images, Keeper keeper)
            throws IOException, VaultException, StepNotPossibleException {
        ProbeConfig config = bench.settings().leakage();
        LabelledImages heldBack = images.validation();
        boolean publicImages = bench.settings().auxiliaryImages() != null;
        AttackerRows rows = AttackerRows.of(config, networks, attackerImages, bench.console());
        ScoredImages scored = ScoredImages.of(
                config,
                networks,
                attackerImages,
                rows.images().size(),
                heldBack,
                bench.features(networks, heldBack),
                bench.console());
        LeakageFindings findings;
        InsiderTrial trained;
        LocalPictures pictures;
        try (Attackers attackers = Attackers.train(config, dpm, rows, seed, bench.console())) {
            findings = LeakageProbe.measure(config, networks, dpm, attackers, publicImages, scored, bench.console());
            keeper.keep(attackers);
            trained = onTrainingImages(networks, dpm, attackers, rows, attackerImages, images.training());
            pictures = InsiderPictures.of(
                    findings.insiderPerImage(),
                    dpm,
                    attackers,
                    heldBack,
                    scored.features(),
                    bench.charter().classes());
        }
        List<InsiderTrial> trials = new ArrayList<>();
        for (long another : InsiderTrials.furtherSeeds(Long.toString(seed), seeds)) {
            try (Attackers attackers = Attackers.train(config, dpm, rows, another, bench.console())) {
                trials.add(LeakageProbe.again(config, dpm, attackers, publicImages, scored));
            }
            say(trials.getLast());
        }
        return new Probed(findings, trials, trained, pictures);
    }

    /**
     * The same attackers on images whose rows are published: a DPM could protect those less that it was trained on.
     *
     * @return null if none is left that is not the attackers' own
     */
    private @Nullable InsiderTrial onTrainingImages(
            PublishedNetworks networks,
            PrivateDpm dpm,
            Attackers attackers,
            AttackerRows rows,
            LabelledImages attackerImages,
            LabelledImages training)
            throws StepNotPossibleException, IOException {
        ProbeConfig config = bench.settings().leakage();
        boolean publicImages = bench.settings().auxiliaryImages() != null;
        int from = publicImages ? 0 : attackerImages.size();
        int to = Math.min(training.size(), from + MIXED_AMONG * config.images());
        if (to - from < LEAST_TRAINING_IMAGES) {
            return null;
        }
        int[] some = IntStream.range(from, to).toArray();
        ScoredImages scored = ScoredImages.of(
                config,
                networks,
                attackerImages,
                rows.images().size(),
                training.subset(some),
                bench.features(networks, training).select(some),
                bench.console());
        return LeakageProbe.again(config, dpm, attackers, publicImages, scored);
    }

    private void say(InsiderTrial trial) {
        AttackScore insider = trial.insider();
        bench.console()
                .say(String.format(
                        Locale.ROOT,
                        "Insider from seed %s: leakage %.2f (%.2f to %.2f)",
                        insider.seed(),
                        insider.index(),
                        insider.indexLow(),
                        insider.indexHigh()));
    }

    /** The DPM that rows were published under before this one; null if there is none to compare with. */
    private @Nullable PrivateDpm publishedBefore() throws IOException, VaultException, StepNotPossibleException {
        OptionalInt before = new Exposure(bench).publishedBefore(rotation);
        return before.isPresent()
                ? new DpmStore(bench).openEarlier(before.getAsInt()).orElse(null)
                : null;
    }

    private void say(AttackOutcome outcome) {
        bench.console()
                .say(String.format(
                                Locale.ROOT,
                                "Attack %s: leakage %.2f (%.2f to %.2f), on original features %.2f",
                                outcome.attack(),
                                outcome.leakage(),
                                outcome.low(),
                                outcome.high(),
                                outcome.positiveControl())
                        + (outcome.failure() == null ? "" : "; FAILED, it shows nothing: " + outcome.failure()));
    }

    private LeakageReport judged(String commitment, LeakageFindings findings, LabelledImages heldBack)
            throws IOException, VaultException, StepNotPossibleException {
        Thresholds limits = bench.charter().thresholds();
        return report(
                commitment,
                findings,
                heldBack,
                LeakagePolicy.judge(report(commitment, findings, heldBack, List.of()), limits));
    }

    private LeakageReport report(
            String commitment, LeakageFindings findings, LabelledImages heldBack, List<LimitVerdict> verdicts)
            throws IOException, VaultException, StepNotPossibleException {
        EnrolmentView enrolment = bench.enrolment();
        List<String> classes = bench.charter().classes();
        return new LeakageReport(
                LeakageReport.FORMAT_VERSION,
                enrolment.collaborationId(),
                enrolment.entityName(),
                bench.results().required(Step.PULL, Results.Pulled.class).releaseDigest(),
                commitment,
                rotation,
                LeakageReport.SUITE,
                Long.toString(seed),
                sampleCommitment(bench, heldBack),
                rerun,
                findings.images(),
                Arrays.stream(heldBack.imagesPerClass(classes.size())).boxed().toList(),
                new ReportMachine(Engines.processor(), Engines.threads(), Engines.describe()),
                findings.top1Original(),
                findings.top1Poisoned(),
                findings.top5Original(),
                findings.top5Poisoned(),
                findings.relativeChange(),
                findings.priorSsim(),
                findings.priorL1(),
                findings.control(),
                findings.reconstructorOnOriginal(),
                findings.scores(),
                findings.insiderTrials(),
                findings.onTrainingImages(),
                WorstClasses.of(findings.insiderPerImage(), heldBack, classes),
                findings.attackEffort(),
                findings.attacks(),
                findings.notRun(),
                bench.charter().thresholds(),
                verdicts,
                ReportTolerance.STATED,
                findings.residualRisk(),
                bench.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Keyed, because whoever guessed the images could tell from a plain hash that the guess is right. */
    static String sampleCommitment(Workbench bench, LabelledImages heldBack) throws VaultException {
        Vault vault = bench.vault();
        return Digests.hmacSha256(
                vault.commitmentKey(vault.dpmAccess()),
                "held-back images".getBytes(StandardCharsets.UTF_8),
                heldBack.digest().getBytes(StandardCharsets.US_ASCII));
    }
}
