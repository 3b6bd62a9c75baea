package io.veilpool.verify;

import io.veilpool.model.policy.Repetition;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.RerunState;
import io.veilpool.model.protocol.RerunView;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a bundle holds of repeated measurements: that answers repeat what they say, and that nothing that deviates was kept quiet. */
final class RerunEvidence {
    private final Map<UUID, LeakageReport> reports;
    private final TrailEvidence told;

    /**
     * @param reports of the bundle, by their ids; signatures were verified
     * @param told    gets what the trail must say
     */
    RerunEvidence(Map<UUID, LeakageReport> reports, TrailEvidence told) {
        this.reports = reports;
        this.told = told;
    }

    /**
     * What was tolerated is looked at again; the charter's limits are not, since an answer may have been judged by an older charter than the
     * bundle holds.
     */
    void check(String file, RerunView view) throws NotVerifiedException {
        LeakageReport first = report(view.report(), file, "repeats a report");
        EvidenceCheck.require(
                first.entity().equals(view.entity()) && first.dpmCommitment().equals(view.dpmCommitment()),
                file,
                "names another entity or DPM than the report that it repeats");
        String subject = "rerun " + view.id();
        told.expect("rerun-ordered", subject, view.seed(), file);
        boolean answered = view.state() == RerunState.AGREES || view.state() == RerunState.DEVIATES;
        if (view.state() == RerunState.OVERDUE) {
            told.expect("rerun-overdue", subject, view.dueAt().toString(), file);
        }
        if (answered) {
            told.explain("rerun-overdue", subject, view.dueAt().toString()); // it may have been late
        } else {
            EvidenceCheck.require(view.answer() == null, file, "is " + view.state() + " and has an answer");
            return;
        }
        LeakageReport answer = report(view.answer(), file, "has an answer");
        EvidenceCheck.require(view.id().equals(answer.rerun()), file, "has an answer that was made for something else");
        List<String> obstacles = Repetition.obstacles(first, answer, view.seed(), view.suite());
        EvidenceCheck.require(
                obstacles.isEmpty(), file, "has an answer that repeats nothing: " + String.join(" ", obstacles));
        EvidenceCheck.require(
                (view.state() == RerunState.AGREES) == view.findings().isEmpty()
                        && view.findings().containsAll(Repetition.deviations(first, answer)),
                file,
                "keeps quiet about figures that deviate");
        told.expect("rerun-answered", subject, view.state().name(), file);
    }

    private LeakageReport report(@Nullable UUID id, String file, String what) throws NotVerifiedException {
        LeakageReport report = id == null ? null : reports.get(id);
        if (report == null) {
            throw new NotVerifiedException(file + " " + what + " that is not in the bundle.");
        }
        return report;
    }
}
