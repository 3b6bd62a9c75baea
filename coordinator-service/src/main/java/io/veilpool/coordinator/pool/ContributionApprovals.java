package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.leakage.ReportService;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.policy.ApprovalPolicy;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Releases by a second person: right when a contribution is declared, and still when its rows are here. */
@Component
class ContributionApprovals {
    private static final int MOST = 8;

    private final CollaborationService collaborations;
    private final ReportService reports;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ContributionApprovals(
            CollaborationService collaborations, ReportService reports, ApplicationEventPublisher events, Clock clock) {
        this.collaborations = collaborations;
        this.reports = reports;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Refuses unless every approval is for this manifest and by an active officer of the entity, and there is one if the charter asks.
     *
     * @param digest SHA-256 of the manifest's payload bytes, lower-case hex
     */
    List<Approval> require(
            CharterView charter, UUID entity, ContributionManifest said, String digest, List<String> approvals) {
        if (approvals.isEmpty() && charter.charter().oversight().officerApproval()) {
            throw ContributionChecks.refused(
                    "The charter asks for the release by a second person, and the contribution has none. Let an officer of "
                            + said.entity() + " approve it (entity-agent approve), then hand it in.",
                    Map.of("approvals", 0));
        }
        if (approvals.size() > MOST) {
            throw ContributionChecks.refused(
                    "A contribution has at most " + MOST + " approvals, this one has " + approvals.size() + ".",
                    Map.of("approvals", approvals.size(), "limit", MOST));
        }
        return approvals.isEmpty() ? List.of() : verified(entity, said, digest, approvals);
    }

    /** Refuses if one of a contribution's officers was revoked since it was declared. */
    void requireStill(Contribution contribution, UUID entity) {
        if (!contribution.approvals().isEmpty()) {
            verified(entity, contribution.manifest(), contribution.manifestDigest(), contribution.approvals());
        }
    }

    private List<Approval> verified(UUID entity, ContributionManifest said, String digest, List<String> approvals) {
        MemberView member = collaborations.member(entity);
        ApprovalPolicy.Subject subject = new ApprovalPolicy.Subject(said, digest, List.of(member.publicKey()));
        LeakageReport report = reports.find(said.collaboration(), entity, said.reportDigest())
                .orElseThrow()
                .report();
        List<Approval> verified = new ArrayList<>();
        for (String approval : approvals) {
            try {
                verified.add(ApprovalPolicy.verify(
                        approval, subject, member.activeOfficers(), report.createdAt(), clock.instant()));
            } catch (InvalidSignatureException e) {
                throw new RefusedException(
                        ProblemType.SIGNATURE_INVALID,
                        "The approval does not release this contribution: " + e.getMessage() + ".");
            }
        }
        return verified;
    }

    /** Tells the trail who released a contribution. */
    void tell(Contribution contribution, List<Approval> approvals) {
        for (Approval approval : approvals) {
            audit(
                    "contribution-approved",
                    contribution,
                    Map.of(
                            "officer", approval.officer(),
                            "approval", Digests.sha256(CanonicalJson.write(approval))));
        }
    }

    /** Tells the trail which approvals of a contribution are kept no more, since others took their place. */
    void tellReplaced(Contribution contribution, List<String> before, List<String> others) {
        for (String approval : before) {
            if (!others.contains(approval)) {
                audit("approval-replaced", contribution, Map.of("approval", digest(approval)));
            }
        }
    }

    private static String digest(String kept) {
        try {
            return Digests.sha256(Jws.payloadUnverified(kept));
        } catch (InvalidSignatureException e) {
            throw new IllegalStateException("An approval that was checked and kept cannot be read", e);
        }
    }

    private void audit(String action, Contribution contribution, Map<String, String> details) {
        events.publishEvent(
                new Audited(action, "contribution " + contribution.id(), contribution.collaborationId(), details));
    }
}
