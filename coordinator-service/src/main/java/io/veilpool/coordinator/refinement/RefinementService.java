package io.veilpool.coordinator.refinement;

import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.pool.SnapshotService;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.RefinementReport;
import io.veilpool.model.protocol.RefinementView;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes and lists refinements. */
@Service
class RefinementService {
    private static final Set<String> CHOICES =
            Set.of("OWN_DATA_ONLY", "PUBLISHED_DECIDER", "PUBLISHED_REFINED", "WITH_POOL");

    private final RefinementRepository refinements;
    private final CollaborationService collaborations;
    private final SnapshotService snapshots;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    RefinementService(
            RefinementRepository refinements,
            CollaborationService collaborations,
            SnapshotService snapshots,
            ApplicationEventPublisher events,
            Clock clock) {
        this.refinements = refinements;
        this.collaborations = collaborations;
        this.snapshots = snapshots;
        this.events = events;
        this.clock = clock;
    }

    @Transactional
    RefinementView report(UUID collaboration, RefinementReport report, Caller caller) {
        collaborations.requireState(collaboration, CollaborationState.SHARING, CollaborationState.CLOSED);
        snapshots.view(collaboration, report.snapshot());
        check(report);
        ReportedRefinement kept = refinements.saveAndFlush(
                new ReportedRefinement(collaboration, caller.entity(), caller.name(), report, clock.instant()));
        events.publishEvent(new Audited(
                "refinement-reported",
                "refinement " + kept.getId(),
                collaboration,
                Map.of("snapshot", report.snapshot().toString(), "chosen", report.chosen())));
        return kept.view();
    }

    private static void check(RefinementReport report) {
        percent("top1OwnDataOnly", report.top1OwnDataOnly());
        percent("top1PublishedDecider", report.top1PublishedDecider());
        percent("top1PublishedRefined", report.top1PublishedRefined());
        percent("top1WithPool", report.top1WithPool());
        between("poolGain", report.poolGain(), -100, 100);
        between("poolGainLow", report.poolGainLow(), -100, report.poolGainHigh());
        between("poolGainHigh", report.poolGainHigh(), report.poolGainLow(), 100);
        between("ownImagesGain", report.ownImagesGain(), -100, 100);
        between("images", report.images(), 0, Integer.MAX_VALUE);
        between("validationImages", report.validationImages(), 1, Integer.MAX_VALUE);
        between("heldBackRows", report.heldBackRows(), 0, Integer.MAX_VALUE);
        if (!CHOICES.contains(report.chosen())) {
            throw refused("chosen is " + report.chosen() + ", but must be one of " + CHOICES + ".");
        }
    }

    private static void percent(String name, double value) {
        between(name, value, 0, 100);
    }

    private static void between(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw refused(name + " must be " + low + " to " + high + ", was " + value + ".");
        }
    }

    private static RefusedException refused(String sentence) {
        return new RefusedException(ProblemType.INVALID_REQUEST, sentence);
    }

    @Transactional(readOnly = true)
    Page<RefinementView> list(UUID collaboration, Pageable page) {
        return refinements.findByCollaborationId(collaboration, page).map(ReportedRefinement::view);
    }
}
