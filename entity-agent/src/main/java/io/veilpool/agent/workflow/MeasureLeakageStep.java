package io.veilpool.agent.workflow;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.leakage.AttackSuite;
import io.veilpool.agent.leakage.Attackers;
import io.veilpool.agent.leakage.LeakageFindings;
import io.veilpool.agent.leakage.LeakageProbe;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.ComputeTurns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Attacks the own DPM on images that it was not trained on, and judges it by the charter's limits. */
final class MeasureLeakageStep implements AgentStep {
    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        Results.Pulled pulled = bench.results().required(Step.PULL, Results.Pulled.class);
        Results.TrainedDpm trained = bench.results().required(Step.TRAIN_DPM, Results.TrainedDpm.class);
        Split images = bench.images();
        LabelledImages attackerImages = bench.attackerImages();
        boolean attackerImagesPublic = bench.settings().auxiliaryImages() != null;
        DpmStore store = new DpmStore(bench);
        try (ComputeTurns.Turn turn = bench.turn();
                PublishedNetworks networks = PullStep.open(bench);
                PrivateDpm dpm = store.open()) {
            bench.console()
                    .say("Measuring leakage: attackers train on %,d %s images"
                            .formatted(attackerImages.size(), attackerImagesPublic ? "public" : "own"));
            long start = System.nanoTime();
            OriginalFeatures heldBack = bench.features(networks, images.validation());
            LeakageFindings findings;
            try (Attackers attackers = Attackers.train(
                    bench.settings().leakage(), networks, dpm, attackerImages, store.attackSeed(), bench.console())) {
                findings = LeakageProbe.measure(
                        bench.settings().leakage(),
                        networks,
                        dpm,
                        attackers,
                        attackerImages,
                        attackerImagesPublic,
                        images.validation(),
                        heldBack,
                        bench.console());
                store.save(attackers);
            }
            AttackSuite.Findings library = AttackSuite.run(
                    bench.settings().attacks(),
                    new AttackSuite.Target(
                            networks,
                            dpm,
                            bench.settings().dpm().withProfile(bench.charter().profile()),
                            attackerImages,
                            attackerImagesPublic,
                            images.training(),
                            images.validation(),
                            some -> FeatureCache.compute(networks, some, bench.onDisk(), bench.console()),
                            bench.onDisk()),
                    bench.seed("attack library " + store.rotation()),
                    bench.console(),
                    outcome -> say(bench, outcome));
            findings = findings.with(library);
            return done(bench, pulled, trained, findings, (System.nanoTime() - start) / 1e9);
        }
    }

    private static void say(Workbench bench, AttackOutcome outcome) {
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

    private static StepOutcome done(
            Workbench bench,
            Results.Pulled pulled,
            Results.TrainedDpm trained,
            LeakageFindings findings,
            double seconds)
            throws IOException, StepNotPossibleException {
        Thresholds limits = bench.charter().thresholds();
        LeakageReport figures = report(bench, pulled, trained, findings, limits, List.of());
        List<LimitVerdict> verdicts = LeakagePolicy.judge(figures, limits);
        LeakageReport report = report(bench, pulled, trained, findings, limits, verdicts);
        List<String> objections = LeakagePolicy.objections(verdicts);
        PrivateFiles.write(reportFile(bench, trained.rotation()), CanonicalJson.write(report));
        AttackScore insider = findings.score(AttackScore.INSIDER);
        Results.Measured result = new Results.Measured(
                trained.rotation(),
                limits,
                LeakagePolicy.whole(verdicts),
                objections,
                insider.index(),
                insider.ssim(),
                seconds);
        bench.results().write(Step.MEASURE_LEAKAGE, result);
        bench.console()
                .say(String.format(
                        Locale.ROOT,
                        "Leakage: the published reconstructor sees SSIM %.2f, an insider %.2f (index %.2f; 0 = a guess, 1 = as on"
                                + " original features); top-1 %.1f %% instead of %.1f %%; own gate: %s",
                        findings.score(AttackScore.PUBLISHED_RECONSTRUCTOR).ssim(),
                        insider.ssim(),
                        insider.index(),
                        findings.top1Poisoned(),
                        findings.top1Original(),
                        objections.isEmpty() ? "admitted" : "refused"));
        return new StepOutcome.Done(result);
    }

    private static LeakageReport report(
            Workbench bench,
            Results.Pulled pulled,
            Results.TrainedDpm trained,
            LeakageFindings findings,
            Thresholds limits,
            List<LimitVerdict> verdicts)
            throws IOException, StepNotPossibleException {
        EnrolmentView enrolment = bench.enrolment();
        return new LeakageReport(
                LeakageReport.FORMAT_VERSION,
                enrolment.collaborationId(),
                enrolment.entityName(),
                pulled.releaseDigest(),
                trained.commitment(),
                trained.rotation(),
                findings.images(),
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
                findings.attackEffort(),
                findings.attacks(),
                findings.notRun(),
                limits,
                verdicts,
                findings.residualRisk(),
                bench.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** The report of the current DPM. */
    static LeakageReport report(Workbench bench, int rotation) throws IOException {
        Path file = reportFile(bench, rotation);
        try {
            return ProtocolJson.read(Files.readAllBytes(file), LeakageReport.class);
        } catch (InvalidJsonException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "). Measure again.", e);
        }
    }

    private static Path reportFile(Workbench bench, int rotation) {
        return bench.folder().reports().resolve("leakage-" + rotation + ".json");
    }
}
