package io.veilpool.coordinator.rerun;

import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.leakage.ReportService;
import io.veilpool.coordinator.pool.RowsInUse;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.model.policy.Repetition;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.OrderRerun;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.RerunState;
import io.veilpool.model.protocol.RerunView;
import io.veilpool.model.protocol.SubmitReport;
import io.veilpool.model.protocol.Thresholds;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Door of the room: orders re-runs, takes answers, and freezes the rows of DPMs whose re-run is overdue or deviates. Of one DPM one re-run
 * waits at a time, so the last one that was answered decides.
 */
@Service
public class RerunService {
    private static final Set<RerunState> WAITING = EnumSet.of(RerunState.OPEN, RerunState.OVERDUE);

    private final RerunRepository reruns;
    private final ReportService reports;
    private final CollaborationService collaborations;
    private final RowsInUse rows;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    RerunService(
            RerunRepository reruns,
            ReportService reports,
            CollaborationService collaborations,
            RowsInUse rows,
            ApplicationEventPublisher events,
            Clock clock) {
        this.reruns = reruns;
        this.reports = reports;
        this.collaborations = collaborations;
        this.rows = rows;
        this.events = events;
        this.clock = clock;
    }

    /** Possible in every state of the collaboration: rows are in use after it is closed, too. */
    @Transactional
    RerunView order(UUID collaboration, OrderRerun request, Caller caller) {
        collaborations.holdState(collaboration); // two orders at once wait for one another
        ReportView report = reports.report(collaboration, request.report());
        if (report.report().rerun() != null) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "The report " + report.id()
                            + " answers a re-run itself. Name the report that its rows were accepted with.");
        }
        waiting(collaboration, report.entity(), report.report().dpmCommitment()).ifPresent(other -> {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "The re-run " + other.id() + " of this DPM waits for its answer already, due " + other.dueAt()
                            + ".",
                    Map.of("rerun", other.id()));
        });
        return keep(
                collaboration,
                report,
                request.seed(),
                request.reason(),
                caller.actor(),
                collaborations
                        .currentCharter(collaboration)
                        .charter()
                        .oversight()
                        .auditHours());
    }

    private RerunView keep(UUID collaboration, ReportView report, String seed, String reason, String actor, int hours) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Rerun rerun = reruns.saveAndFlush(new Rerun(
                collaboration,
                report,
                seed,
                reports.leastSuite(),
                reason,
                actor,
                now.plus(Duration.ofHours(hours)),
                now));
        audit(
                "rerun-ordered",
                rerun,
                Map.of(
                        "report",
                        report.digest(),
                        "seed",
                        seed,
                        "due",
                        rerun.dueAt().toString()));
        return rerun.view();
    }

    private Optional<Rerun> waiting(UUID collaboration, String entity, String dpm) {
        return reruns.findByCollaborationIdAndEntityNameAndDpmCommitment(collaboration, entity, dpm).stream()
                .filter(rerun -> WAITING.contains(rerun.state()))
                .findFirst();
    }

    /** Takes an answer, late ones too; the same answer again gets what it got. */
    @Transactional
    RerunView answer(UUID collaboration, UUID id, SubmitReport request, Caller caller) {
        Rerun rerun = own(collaboration, id, caller);
        ReportView answer = reports.submitAnswer(collaboration, request, caller, id);
        if (answer.id().equals(rerun.answer())) {
            return rerun.view();
        }
        LeakageReport first = reports.report(collaboration, rerun.reportId()).report();
        List<String> obstacles = Repetition.obstacles(first, answer.report(), rerun.seed(), rerun.suite());
        if (!obstacles.isEmpty()) {
            throw new RefusedException(
                    ProblemType.MANIFEST_INVALID,
                    "This does not repeat the measurement: " + String.join(" ", obstacles),
                    Map.of("obstacles", obstacles));
        }
        Thresholds limits =
                collaborations.currentCharter(collaboration).charter().thresholds();
        List<String> findings = Repetition.findings(first, answer.report(), limits);
        rerun.answer(answer.id(), findings, clock.instant());
        reruns.saveAndFlush(rerun);
        audit(
                "rerun-answered",
                rerun,
                Map.of("answer", answer.digest(), "outcome", rerun.state().name()));
        if (findings.isEmpty()) {
            rows.thaw(collaboration, rerun.entityName(), rerun.dpmCommitment());
        } else {
            rows.freeze(
                    collaboration,
                    rerun.entityName(),
                    rerun.dpmCommitment(),
                    "The re-run " + id + " deviates: " + findings.getFirst());
        }
        return rerun.view();
    }

    private Rerun own(UUID collaboration, UUID id, Caller caller) {
        return reruns.findByIdAndCollaborationId(id, collaboration)
                .filter(rerun -> caller.entityId() == null || rerun.entityName().equals(caller.name()))
                .orElseThrow(() ->
                        new RefusedException(ProblemType.NOT_FOUND, "There is no re-run " + id + " of yours here."));
    }

    /** Freezes the rows of every DPM whose time is over. */
    @Transactional
    void markOverdue() {
        for (Rerun rerun : reruns.findByStateAndDueAtBefore(RerunState.OPEN, clock.instant())) {
            rerun.overdue();
            reruns.saveAndFlush(rerun);
            audit("rerun-overdue", rerun, Map.of("due", rerun.dueAt().toString()));
            rows.freeze(
                    rerun.collaborationId(),
                    rerun.entityName(),
                    rerun.dpmCommitment(),
                    "The re-run " + rerun.id() + " was due " + rerun.dueAt() + ".");
        }
    }

    /** Orders, with a seed that nobody chose, what was measured with an older attack suite than is asked for now. */
    @Transactional
    void renewStale() {
        for (RowsInUse.Dpm dpm : rows.dpms()) {
            if (newestSuite(dpm) < reports.leastSuite()
                    && waiting(dpm.collaboration(), dpm.entity(), dpm.commitment())
                            .isEmpty()) {
                keep(
                        dpm.collaboration(),
                        reports.report(dpm.collaboration(), dpm.report()),
                        Long.toString(random.nextLong()),
                        "Attack suite " + reports.leastSuite() + " is asked for; the report was made with "
                                + newestSuite(dpm) + ".",
                        "coordinator worker",
                        collaborations
                                .currentCharter(dpm.collaboration())
                                .charter()
                                .oversight()
                                .graceHours());
            }
        }
    }

    private int newestSuite(RowsInUse.Dpm dpm) {
        return Stream.concat(
                        Stream.of(dpm.report()),
                        reruns
                                .findByCollaborationIdAndEntityNameAndDpmCommitment(
                                        dpm.collaboration(), dpm.entity(), dpm.commitment())
                                .stream()
                                .map(Rerun::answer)
                                .filter(Objects::nonNull))
                .mapToInt(report ->
                        reports.report(dpm.collaboration(), report).report().suite())
                .max()
                .orElse(0);
    }

    /** Members see their own, persons all. */
    @Transactional(readOnly = true)
    Page<RerunView> list(UUID collaboration, Set<RerunState> states, Caller caller, Pageable page) {
        Page<Rerun> found = caller.entityId() == null
                ? reruns.findByCollaborationIdAndStateIn(collaboration, states, page)
                : reruns.findByCollaborationIdAndEntityNameAndStateIn(collaboration, caller.name(), states, page);
        return found.map(Rerun::view);
    }

    @Transactional(readOnly = true)
    RerunView view(UUID collaboration, UUID id, Caller caller) {
        return own(collaboration, id, caller).view();
    }

    /** All of a collaboration, oldest first. */
    @Transactional(readOnly = true)
    public List<RerunView> all(UUID collaboration) {
        return reruns.findByCollaborationIdOrderByCreatedAtAscIdAsc(collaboration).stream()
                .map(Rerun::view)
                .toList();
    }

    private void audit(String action, Rerun rerun, Map<String, String> details) {
        events.publishEvent(new Audited(action, "rerun " + rerun.id(), rerun.collaborationId(), details));
    }
}
