package io.veilpool.agent.workflow;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.LeakageReport;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Attacks the own DPM on images that it was not trained on, and judges it by the charter's limits. */
final class MeasureLeakageStep implements AgentStep {
    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        bench.results().required(Step.PULL, Results.Pulled.class);
        bench.results().required(Step.TRAIN_DPM, Results.TrainedDpm.class);
        DpmStore store = new DpmStore(bench);
        long start = System.nanoTime();
        int seeds = bench.charter().thresholds().neededSeeds();
        Measurement.Taken taken =
                new Measurement(bench, store.rotation(), store.attackSeed(), seeds, null).take(store::save);
        new LocalReports(bench).write(taken.report(), taken.pictures());
        return done(bench, taken.report(), (System.nanoTime() - start) / 1e9);
    }

    private static StepOutcome done(Workbench bench, LeakageReport report, double seconds) throws IOException {
        List<String> objections = LeakagePolicy.objections(report.verdicts());
        AttackScore insider = score(report, AttackScore.INSIDER);
        Results.Measured result = new Results.Measured(
                report.rotation(),
                report.limits(),
                LeakagePolicy.whole(report.verdicts()),
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
                        score(report, AttackScore.PUBLISHED_RECONSTRUCTOR).ssim(),
                        insider.ssim(),
                        insider.index(),
                        report.top1Poisoned(),
                        report.top1Original(),
                        objections.isEmpty() ? "admitted" : "refused"));
        bench.console()
                .say("With pictures, for this entity only: %s (as PDF: entity-agent report); what is sent has none"
                        .formatted(new LocalReports(bench).page(report.rotation())));
        return new StepOutcome.Done(result);
    }

    private static AttackScore score(LeakageReport report, String attack) {
        return report.scores().stream()
                .filter(score -> score.attack().equals(attack))
                .findFirst()
                .orElseThrow();
    }

    /** The report of the current DPM. */
    static LeakageReport report(Workbench bench, int rotation) throws IOException {
        return new LocalReports(bench).report(rotation);
    }
}
