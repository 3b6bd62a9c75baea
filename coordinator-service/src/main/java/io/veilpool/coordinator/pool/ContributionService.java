package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.leakage.ReportService;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.storage.Uploads;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.DeclareContribution;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.UploadView;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Contributions from declaration to the worker's queue. */
@Service
class ContributionService {
    private static final String FOLDER = "contributions";
    private static final int MAX_OPEN = 8;
    /** No member was ever given rows of these; of withdrawn ones copies may be about. */
    private static final Set<ContributionState> NEVER_GIVEN_AWAY =
            Set.of(ContributionState.REJECTED, ContributionState.QUARANTINED);

    private final ContributionRepository contributions;
    private final SnapshotRepository snapshots;
    private final ShardTable shards;
    private final CollaborationService collaborations;
    private final ReleaseService releases;
    private final ReportService reports;
    private final ContributionApprovals approvals;
    private final Uploads uploads;
    private final PoolJobs jobs;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ContributionService(
            ContributionRepository contributions,
            SnapshotRepository snapshots,
            ShardTable shards,
            CollaborationService collaborations,
            ReleaseService releases,
            ReportService reports,
            ContributionApprovals approvals,
            Uploads uploads,
            PoolJobs jobs,
            ApplicationEventPublisher events,
            Clock clock) {
        this.contributions = contributions;
        this.snapshots = snapshots;
        this.shards = shards;
        this.collaborations = collaborations;
        this.releases = releases;
        this.reports = reports;
        this.approvals = approvals;
        this.uploads = uploads;
        this.jobs = jobs;
        this.events = events;
        this.clock = clock;
    }

    /** Declares a contribution; the same manifest again gets the contribution that it made, unless that was rejected. */
    @Transactional
    ContributionView declare(UUID collaboration, DeclareContribution request, Caller caller) {
        collaborations.requireState(collaboration, CollaborationState.SHARING);
        CharterView charter = collaborations.requireAcceptedCharter(collaboration, caller.entity());
        String key = collaborations.holdSigner(collaboration, caller.entity()).publicKey();
        SignedContribution signed = SignedContribution.verified(request.manifestJws(), key);
        ContributionManifest said = signed.manifest();
        if (!said.entity().equals(caller.name())) {
            throw new RefusedException(
                    ProblemType.FORBIDDEN,
                    "The contribution is in the name of " + said.entity() + ", but " + caller.name() + " sent it.");
        }
        Optional<Contribution> same = contributions.findByCollaborationIdAndEntityIdAndManifestDigestAndStateNot(
                collaboration, caller.entity(), signed.digest(), ContributionState.REJECTED);
        if (same.isPresent()) {
            refuseWithdrawn(same.get());
            return again(same.get(), signed, charter, request.approvals(), caller);
        }
        ReleaseView release = release(collaboration, said);
        ContributionChecks.check(said, collaboration, charter, release.manifest(), request.objects());
        ReportView report = report(collaboration, said, charter, caller);
        List<Approval> approved =
                approvals.require(charter, caller.entity(), said, signed.digest(), request.approvals());
        refuseTooMany(collaboration, caller);
        shards.lockPool(collaboration);
        refuseTaken(collaboration, said);
        refuseFrozen(collaboration, said);
        ContributionChecks.checkExposure(
                said,
                charter.charter().oversight(),
                contributions.findRows(collaboration, caller.entity(), said.dpmCommitment(), NEVER_GIVEN_AWAY));
        Contribution contribution = new Contribution(
                signed, collaboration, caller.entity(), report.id(), request.approvals(), clock.instant());
        contributions.saveAndFlush(contribution);
        shards.insert(contribution.id(), collaboration, said.shards());
        uploads.declare(contribution.id(), FOLDER, request.objects());
        audit("contribution-declared", contribution, Map.of("manifest", signed.digest(), "rows", text(said.rows())));
        approvals.tell(contribution, approved);
        return contribution.view();
    }

    private void refuseFrozen(UUID collaboration, ContributionManifest said) {
        boolean frozen =
                contributions
                        .findByCollaborationIdAndEntityNameOrderByCreatedAtAscIdAsc(collaboration, said.entity())
                        .stream()
                        .anyMatch(other -> other.state() == ContributionState.FROZEN
                                && other.manifest().dpmCommitment().equals(said.dpmCommitment()));
        if (frozen) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "Rows of this DPM are frozen, because a re-run of its report is overdue or deviates. Answer the re-run, or withdraw"
                            + " them and train another DPM.");
        }
    }

    /** What was declared before; while its rows are not here, other approvals may take the place of one whose officer was revoked. */
    private ContributionView again(
            Contribution declared, SignedContribution signed, CharterView charter, List<String> others, Caller caller) {
        if (declared.state() == ContributionState.DECLARED && !others.equals(declared.approvals())) {
            List<Approval> approved =
                    approvals.require(charter, caller.entity(), signed.manifest(), signed.digest(), others);
            approvals.tellReplaced(declared, declared.approvals(), others);
            declared.approve(others);
            contributions.saveAndFlush(declared);
            approvals.tell(declared, approved);
        }
        return declared.view();
    }

    private static void refuseWithdrawn(Contribution contribution) {
        if (contribution.state() == ContributionState.WITHDRAWN) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "These rows were handed in as contribution " + contribution.id()
                            + ", which was withdrawn. Train another DPM and poison again.",
                    Map.of("contribution", contribution.id()));
        }
    }

    private ReleaseView release(UUID collaboration, ContributionManifest said) {
        ReleaseView current = releases.network(collaboration)
                .orElseThrow(() -> new RefusedException(
                        ProblemType.WRONG_STATE, "There is no published NETWORK release to contribute to."));
        if (!current.digest().equals(said.releaseDigest())) {
            throw ContributionChecks.refused(
                    "The rows were made with release " + said.releaseDigest() + ", but the current one is "
                            + current.digest() + ". Pull it and poison again.",
                    Map.of("value", said.releaseDigest(), "expected", current.digest()));
        }
        return current;
    }

    private ReportView report(UUID collaboration, ContributionManifest said, CharterView charter, Caller caller) {
        ReportView report = reports.find(collaboration, caller.entity(), said.reportDigest())
                .orElseThrow(() -> ContributionChecks.refused(
                        "No leakage report of " + caller.name() + " has the digest " + said.reportDigest()
                                + ". Hand it in first.",
                        Map.of("reportDigest", said.reportDigest())));
        ContributionChecks.checkReport(said, report.report());
        if (report.report().suite() < reports.leastSuite()) {
            throw ContributionChecks.refused(
                    "The leakage report was made with attack suite "
                            + report.report().suite() + ", at least " + reports.leastSuite()
                            + " is needed. Update the agent and measure again.",
                    Map.of("value", report.report().suite(), "limit", reports.leastSuite()));
        }
        List<String> broken = LeakagePolicy.objections(
                LeakagePolicy.judge(report.report(), charter.charter().thresholds()));
        if (!broken.isEmpty()) {
            throw ContributionChecks.refused(
                    "The leakage report does not keep the charter's limits: " + String.join(" ", broken),
                    Map.of("broken", broken));
        }
        return report;
    }

    private void refuseTooMany(UUID collaboration, Caller caller) {
        int open = contributions.countByCollaborationIdAndEntityIdAndState(
                collaboration, caller.entity(), ContributionState.DECLARED);
        if (open >= MAX_OPEN) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    caller.name() + " has " + open + " contributions without their bytes, limit " + MAX_OPEN
                            + ". Complete those first.",
                    Map.of("open", open, "limit", MAX_OPEN));
        }
    }

    private void refuseTaken(UUID collaboration, ContributionManifest said) {
        List<String> taken = shards.taken(collaboration, said.shards());
        if (!taken.isEmpty()) {
            throw new RefusedException(
                    ProblemType.ALREADY_EXISTS,
                    "Shard " + taken.getFirst() + " is in another contribution already. Send every shard once.",
                    Map.of("shards", taken));
        }
    }

    /** The parts still to send; the caller's own contributions only. No transaction is open while the store is asked. */
    UploadView upload(UUID collaboration, UUID id, Caller caller) {
        Contribution own = own(collaboration, id, caller);
        refuseWithdrawn(own);
        return uploads.view(own.id());
    }

    /** Queues the contribution, whose bytes are all there, for the worker; doing it again is harmless. */
    @Transactional
    ContributionView queue(UUID collaboration, UUID id, Caller caller) {
        Contribution contribution = own(collaboration, id, caller);
        if (contribution.state() != ContributionState.DECLARED) {
            return contribution.view();
        }
        collaborations.requireState(collaboration, CollaborationState.SHARING);
        approvals.requireStill(contribution, caller.entity());
        contribution.uploaded();
        contributions.saveAndFlush(contribution);
        jobs.validate(id);
        audit("contribution-uploaded", contribution, Map.of());
        return contribution.view();
    }

    Contribution own(UUID collaboration, UUID id, Caller caller) {
        return contributions
                .findByIdAndCollaborationId(id, collaboration)
                .filter(contribution -> contribution.isOf(caller.entity()))
                .orElseThrow(() -> missing(id));
    }

    @Transactional(readOnly = true)
    ContributionView view(UUID collaboration, UUID id, Caller caller) {
        return contributions
                .findByIdAndCollaborationId(id, collaboration)
                .map(contribution -> seenBy(contribution, caller))
                .orElseThrow(() -> missing(id));
    }

    @Transactional(readOnly = true)
    Page<ContributionView> list(UUID collaboration, ContributionFilter filter, Caller caller, Pageable page) {
        return contributions
                .findAll(filter.in(collaboration, snapshots), page)
                .map(contribution -> seenBy(contribution, caller));
    }

    private static ContributionView seenBy(Contribution contribution, Caller caller) {
        boolean all = caller.entityId() == null || contribution.isOf(caller.entity());
        return all ? contribution.view() : contribution.outline();
    }

    private static RefusedException missing(UUID id) {
        return new RefusedException(ProblemType.NOT_FOUND, "There is no contribution " + id + " of yours here.");
    }

    private static String text(int value) {
        return Integer.toString(value);
    }

    private void audit(String action, Contribution contribution, Map<String, String> details) {
        events.publishEvent(
                new Audited(action, "contribution " + contribution.id(), contribution.collaborationId(), details));
    }
}
