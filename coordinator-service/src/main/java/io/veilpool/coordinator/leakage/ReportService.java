package io.veilpool.coordinator.leakage;

import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.CoordinatorKey;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.ReportReceipt;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.SubmitReport;
import io.veilpool.model.protocol.Verdict;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Door of the room: reports come in once and never change. */
@Service
public class ReportService {
    /** How far an agent's clock may be ahead. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private final ReportRepository reports;
    private final CollaborationService collaborations;
    private final ReleaseService releases;
    private final CoordinatorKey key;
    private final SuiteSettings suite;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ReportService(
            ReportRepository reports,
            CollaborationService collaborations,
            ReleaseService releases,
            CoordinatorKey key,
            SuiteSettings suite,
            ApplicationEventPublisher events,
            Clock clock) {
        this.reports = reports;
        this.collaborations = collaborations;
        this.releases = releases;
        this.key = key;
        this.suite = suite;
        this.events = events;
        this.clock = clock;
    }

    /** Keeps a report; the same report again gets the one that is kept. */
    @Transactional
    ReportView submit(UUID collaboration, SubmitReport request, Caller caller) {
        collaborations.requireState(collaboration, CollaborationState.OPEN, CollaborationState.SHARING);
        return accept(collaboration, request, caller, null);
    }

    /**
     * Keeps the answer to a re-run, in every state of the collaboration; whether it is one is the caller's to judge, in the same
     * transaction.
     */
    @Transactional
    public ReportView submitAnswer(UUID collaboration, SubmitReport request, Caller caller, UUID rerun) {
        return accept(collaboration, request, caller, rerun);
    }

    private ReportView accept(UUID collaboration, SubmitReport request, Caller caller, @Nullable UUID rerun) {
        byte[] payload = verified(
                request.reportJws(),
                collaborations.holdSigner(collaboration, caller.entity()).publicKey());
        LeakageReport report = read(payload);
        check(report, collaboration, caller);
        if (!Objects.equals(report.rerun(), rerun)) {
            throw invalid("The report says that it answers "
                    + (report.rerun() == null ? "no re-run" : "re-run " + report.rerun()) + ", but was handed in for "
                    + (rerun == null ? "none" : "re-run " + rerun) + ".");
        }
        String digest = Digests.sha256(payload);
        // An agent that asks again while its first request is under way gets the report, not the race.
        reports.lockReports(caller.entity());
        return reports.findByCollaborationIdAndEntityIdAndDigest(collaboration, caller.entity(), digest)
                .map(StoredReport::view)
                .orElseGet(() -> keep(collaboration, request, caller, report, payload, digest));
    }

    private ReportView keep(
            UUID collaboration,
            SubmitReport request,
            Caller caller,
            LeakageReport report,
            byte[] payload,
            String digest) {
        CharterView charter = collaborations.currentCharter(collaboration);
        // By the charter's limits: those in the report are what its author judged it by.
        Verdict verdict = LeakagePolicy.whole(
                LeakagePolicy.judge(report, charter.charter().thresholds()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        byte[] receipt = CanonicalJson.write(new ReportReceipt(
                ReportReceipt.FORMAT_VERSION, collaboration, caller.name(), digest, charter.version(), verdict, now));
        StoredReport stored = reports.saveAndFlush(new StoredReport(
                collaboration,
                caller.entity(),
                caller.name(),
                digest,
                payload,
                request.reportJws(),
                key.signingKey().sign(receipt, SignatureType.RECEIPT),
                verdict,
                now));
        events.publishEvent(new Audited(
                "leakage-report-submitted",
                "leakage report " + stored.getId(),
                collaboration,
                Map.of(
                        "digest", digest,
                        "charterVersion", Integer.toString(charter.version()),
                        "verdict", verdict.name())));
        return stored.view();
    }

    private void check(LeakageReport report, UUID collaboration, Caller caller) {
        if (report.formatVersion() != LeakageReport.FORMAT_VERSION) {
            throw invalid("The report's formatVersion is " + report.formatVersion() + ", but must be "
                    + LeakageReport.FORMAT_VERSION + ".");
        }
        if (!LeakagePolicy.agreesWithItself(report)) {
            throw invalid("The report's verdicts are not what its figures and the limits that it names give: "
                    + LeakagePolicy.judge(report, report.limits()).stream()
                            .map(right -> right.limit() + " " + right.verdict())
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        if (!report.collaboration().equals(collaboration)) {
            throw invalid("The report is about collaboration " + report.collaboration() + ", not this one.");
        }
        if (!report.entity().equals(caller.name())) {
            throw new RefusedException(
                    ProblemType.FORBIDDEN,
                    "The report is in the name of " + report.entity() + ", but " + caller.name() + " sent it.");
        }
        Instant latest = clock.instant().plus(CLOCKS);
        if (report.createdAt().isAfter(latest)) {
            throw invalid("The report is dated " + report.createdAt() + ", which is later than " + latest
                    + ". Set the agent's clock.");
        }
        if (report.suite() > suite.newest()) {
            throw invalid("The report names attack suite " + report.suite()
                    + ", but the newest that this coordinator knows is " + suite.newest()
                    + ". Update the coordinator first.");
        }
        if (releases.network(collaboration, report.releaseDigest()).isEmpty()) {
            throw invalid("The report names the release digest " + report.releaseDigest()
                    + ", but no published NETWORK release here has it.");
        }
    }

    private static byte[] verified(String jws, String key) {
        try {
            return Jws.verify(jws, key, SignatureType.LEAKAGE_REPORT);
        } catch (InvalidSignatureException e) {
            throw new RefusedException(
                    ProblemType.SIGNATURE_INVALID, "The report is not signed with the enrolled key: " + e.getMessage());
        }
    }

    private static LeakageReport read(byte[] payload) {
        try {
            LeakageReport report = ProtocolJson.read(payload, LeakageReport.class);
            if (!Arrays.equals(CanonicalJson.write(report), payload)) {
                throw invalid(
                        "The report is not in canonical JSON (RFC 8785), so others could not make its digest again.");
            }
            return report;
        } catch (InvalidJsonException e) {
            throw invalid("The report cannot be read: " + e.getMessage());
        }
    }

    private static RefusedException invalid(String sentence) {
        return new RefusedException(ProblemType.MANIFEST_INVALID, sentence);
    }

    /** Least version of the attack suite that reports must have been made with. */
    public int leastSuite() {
        return suite.least();
    }

    /** Any report of the collaboration; refused with NOT_FOUND if there is none. */
    @Transactional(readOnly = true)
    public ReportView report(UUID collaboration, UUID id) {
        return reports.findByIdAndCollaborationId(id, collaboration)
                .map(StoredReport::view)
                .orElseThrow(() -> new RefusedException(
                        ProblemType.NOT_FOUND, "There is no leakage report " + id + " in this collaboration."));
    }

    /** An entity's report by the digest of its bytes. */
    @Transactional(readOnly = true)
    public Optional<ReportView> find(UUID collaboration, UUID entity, String digest) {
        return reports.findByCollaborationIdAndEntityIdAndDigest(collaboration, entity, digest)
                .map(StoredReport::view);
    }

    /** All of a collaboration, oldest first. */
    @Transactional(readOnly = true)
    public List<ReportView> all(UUID collaboration) {
        return reports.findByCollaborationIdOrderByCreatedAtAscIdAsc(collaboration).stream()
                .map(StoredReport::view)
                .toList();
    }

    /** Members see their own reports, persons all of them. */
    @Transactional(readOnly = true)
    Page<ReportView> list(UUID collaboration, ReportFilter filter, Caller caller, Pageable page) {
        return reports.findAll(filter.in(collaboration, caller.entityId()), page)
                .map(StoredReport::view);
    }

    @Transactional(readOnly = true)
    ReportView view(UUID collaboration, UUID id, Caller caller) {
        return reports.findByIdAndCollaborationId(id, collaboration)
                .filter(report -> caller.entityId() == null || report.isOf(caller.entity()))
                .map(StoredReport::view)
                .orElseThrow(() -> new RefusedException(
                        ProblemType.NOT_FOUND, "There is no leakage report " + id + " of yours here."));
    }
}
