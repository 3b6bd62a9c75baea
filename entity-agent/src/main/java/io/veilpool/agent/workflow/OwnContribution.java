package io.veilpool.agent.workflow;

import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.publishing.PreparedContribution;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.protocol.Verdict;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.ComputeTurns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What this entity would hand in now: rows of its current DPM, which its own gate admitted by the report that goes with them. */
final class OwnContribution {
    private final Workbench bench;
    private final LeakageReport report;
    private final PreparedContribution.Declaration declaration;

    private OwnContribution(Workbench bench, LeakageReport report, PreparedContribution.Declaration declaration) {
        this.bench = bench;
        this.report = report;
        this.declaration = declaration;
    }

    /** @throws RefusedByGateException with the reasons, if nothing may leave */
    static OwnContribution of(Workbench bench) throws IOException, StepNotPossibleException, RefusedByGateException {
        OwnContribution own = notJudged(bench);
        requireAdmitted(bench.results().required(Step.MEASURE_LEAKAGE, Results.Measured.class));
        requireAdmitted(own.report, bench.charter().thresholds());
        return own;
    }

    /** To be looked at only: whether it may leave is not asked. */
    static OwnContribution notJudged(Workbench bench) throws IOException, StepNotPossibleException {
        Results.Measured measured = bench.results().required(Step.MEASURE_LEAKAGE, Results.Measured.class);
        Results.TrainedDpm trained = bench.results().required(Step.TRAIN_DPM, Results.TrainedDpm.class);
        Results.Pulled pulled = bench.results().required(Step.PULL, Results.Pulled.class);
        Thresholds limits = bench.charter().thresholds();
        if (measured.rotation() != new DpmStore(bench).rotation()
                || !measured.limits().equals(limits)) {
            throw new StepNotPossibleException(
                    "The DPM or the charter's limits have changed since leakage was measured. Run entity-agent run, or train-dpm and"
                            + " measure-leakage, first.");
        }
        LeakageReport report = MeasureLeakageStep.report(bench, measured.rotation());
        EnrolmentView enrolment = bench.enrolment();
        PreparedContribution.Declaration declaration = new PreparedContribution.Declaration(
                enrolment.collaborationId(),
                enrolment.charter().version(),
                enrolment.entityName(),
                pulled.releaseDigest(),
                trained.commitment(),
                trained.rotation(),
                bench.charter().classes().size(),
                bench.settings().rowType(),
                Digests.sha256(CanonicalJson.write(report)));
        requireAbout(declaration, report);
        return new OwnContribution(bench, report, declaration);
    }

    static void requireAdmitted(Results.Measured measured) throws RefusedByGateException {
        if (measured.verdict() != Verdict.PASS) {
            throw new RefusedByGateException(
                    "This agent's gate refuses its DPM, so nothing leaves:", measured.reasons());
        }
    }

    /** The report itself, which the result only sums up. */
    private static void requireAdmitted(LeakageReport report, Thresholds limits) throws RefusedByGateException {
        List<String> objections = LeakagePolicy.objections(LeakagePolicy.judge(report, limits));
        if (!objections.isEmpty() || !LeakagePolicy.agreesWithItself(report)) {
            throw new RefusedByGateException(
                    "The leakage report does not pass, so nothing leaves:",
                    objections.isEmpty() ? List.of("its verdicts are not what its figures give") : objections);
        }
    }

    private static void requireAbout(PreparedContribution.Declaration said, LeakageReport report)
            throws StepNotPossibleException {
        if (!report.collaboration().equals(said.collaboration())
                || !report.entity().equals(said.entity())
                || !report.releaseDigest().equals(said.releaseDigest())
                || !report.dpmCommitment().equals(said.dpmCommitment())
                || report.rotation() != said.rotation()) {
            throw new StepNotPossibleException(
                    "The leakage report is about another DPM or release than the current one, so nothing leaves. Measure leakage again.");
        }
    }

    LeakageReport report() {
        return report;
    }

    Path folder() {
        return bench.folder().publication();
    }

    /** What was prepared before and is still what would leave; not all bytes are looked at. */
    Optional<PreparedContribution> kept() throws IOException, VaultException {
        return PreparedContribution.find(folder(), bench.key(), declaration);
    }

    /** Poisons the training images' rows and writes what would leave. Sends nothing. */
    PreparedContribution prepare()
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        return PreparedContribution.make(
                bench.folder().made(folder()),
                bench.key(),
                poisoned(),
                declaration,
                bench.settings().uploads().shardBytes());
    }

    /** What {@link #prepare} would sign, with its shards elsewhere. */
    ContributionManifest outline(Path scratch)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        return PreparedContribution.outline(
                scratch, poisoned(), declaration, bench.settings().uploads().shardBytes());
    }

    private PoisonedFeatures poisoned()
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        Split images = bench.images();
        DpmStore store = new DpmStore(bench);
        try (ComputeTurns.Turn turn = bench.turn();
                PublishedNetworks networks = PullStep.open(bench);
                PrivateDpm dpm = store.open()) {
            OriginalFeatures original = bench.features(networks, images.training());
            bench.console().say("Poisoning %,d images, %d to a row".formatted(original.rows(), dpm.imagesPerRow()));
            return dpm.poison(original, bench.settings().rowType(), store.mixingSeed(), bench.onDisk());
        }
    }
}
