package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.publishing.Publication;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.RerunState;
import io.veilpool.model.protocol.RerunView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Measurements that this entity has to repeat, because an auditor wants to see it or because its report has become stale. */
final class Reruns {
    private static final Set<RerunState> WAITING = Set.of(RerunState.OPEN, RerunState.OVERDUE);

    private final Workbench bench;

    Reruns(Workbench bench) {
        this.bench = bench;
    }

    /**
     * Answers all that wait, the one that is due first before the others.
     *
     * @return what the coordinator made of the answers; empty if none waits
     * @throws StepNotPossibleException if one cannot be repeated here
     */
    List<RerunView> answer()
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, ReleaseRefusedException, StepNotPossibleException {
        List<RerunView> answered = new ArrayList<>();
        for (RerunView rerun : waiting()) {
            bench.console()
                    .say("%s orders the measurement of this entity's DPM again with seed %s (%s), due %s"
                            .formatted(rerun.orderedBy(), rerun.seed(), rerun.reason(), rerun.dueAt()));
            LeakageReport report = repeated(rerun);
            Publication publication = PublishStep.publication(bench, folder());
            RerunView now = answer(publication, rerun, report);
            bench.console()
                    .say("The repeated measurement " + now.state() + " with the first"
                            + now.findings().stream().map(found -> "; " + found).collect(Collectors.joining()));
            answered.add(now);
        }
        return answered;
    }

    /** Like {@link #answer}, but nothing hinders the other steps: what could not be answered now is said, and tried at the next run. */
    void heed()
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        if (!bench.results().done(Step.PUBLISH)) {
            return; // nothing of this entity's can have been ordered again
        }
        try {
            answer();
        } catch (UnreachableException | CoordinatorRefusedException | StepNotPossibleException hindrance) {
            bench.console().say("Re-runs are not answered yet: " + hindrance.getMessage());
        }
    }

    private RerunView answer(Publication publication, RerunView rerun, LeakageReport report)
            throws IOException, UnreachableException, CoordinatorRefusedException {
        try {
            return publication.answer(rerun, report);
        } catch (CoordinatorRefusedException refused) {
            new LocalReports(bench).forgetAnswer(rerun.id());
            throw refused;
        }
    }

    private List<RerunView> waiting()
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        return bench.client().reruns(bench.collaboration()).stream()
                .filter(rerun -> WAITING.contains(rerun.state()))
                .sorted(Comparator.comparing(RerunView::dueAt))
                .toList();
    }

    /** Measured once; an agent that was killed before the coordinator had it sends what it has. */
    private LeakageReport repeated(RerunView rerun)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        LocalReports local = new LocalReports(bench);
        Optional<LeakageReport> kept = local.answer(rerun.id());
        if (kept.isPresent()) {
            return kept.get();
        }
        LeakageReport first = first(rerun);
        // With fewer seeds than the first report it would be no repetition, whatever the charter asks for now.
        int seeds = Math.max(
                bench.charter().thresholds().neededSeeds(),
                1 + first.insiderTrials().size());
        LeakageReport report = new Measurement(bench, first.rotation(), Long.parseLong(rerun.seed()), seeds, rerun.id())
                .take(attackers -> {})
                .report();
        local.writeAnswer(rerun.id(), report);
        return report;
    }

    /** The report whose measurement is meant. @throws StepNotPossibleException if it cannot be repeated here */
    private LeakageReport first(RerunView rerun)
            throws IOException, VaultException, UnusableImagesException, StepNotPossibleException {
        if (rerun.suite() > LeakageReport.SUITE) {
            throw new StepNotPossibleException("The coordinator asks for attack suite " + rerun.suite()
                    + ", this agent has " + LeakageReport.SUITE + ". Update the agent before " + rerun.dueAt() + ".");
        }
        LeakageReport first = new LocalReports(bench)
                .of(rerun.dpmCommitment())
                .orElseThrow(() -> new StepNotPossibleException("The re-run " + rerun.id() + " is of the DPM "
                        + rerun.dpmCommitment()
                        + ", which this data folder has no report of. Withdraw what it poisoned,"
                        + " or restore the folder that has it."));
        if (!first.sampleCommitment()
                .equals(Measurement.sampleCommitment(bench, bench.images().validation()))) {
            throw new StepNotPossibleException(
                    "The images that are held back now are not those of the first measurement, so it cannot be repeated. Restore the"
                            + " folder of images as it was when leakage was measured, before " + rerun.dueAt() + ".");
        }
        return first;
    }

    private Path folder() throws IOException {
        return bench.folder().made(bench.folder().reports());
    }
}
