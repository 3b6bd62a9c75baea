package io.veilpool.coordinator.rerun;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.RerunState;
import io.veilpool.model.protocol.RerunView;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A measurement that an entity has to repeat. States go forward only, here and in the database. */
@Entity
@Table(name = "rerun")
class Rerun {
    @Id
    private UUID id;

    private UUID collaborationId;
    private String entityName;
    private String dpmCommitment;
    private UUID reportId;
    private String seed;
    private int suite;
    private String reason;
    private String orderedBy;

    @Enumerated(EnumType.STRING)
    private RerunState state;

    private Instant dueAt;
    private @Nullable UUID answerId;
    private String findings;
    private Instant createdAt;
    private @Nullable Instant answeredAt;

    @Version
    private @Nullable Integer version;

    @SuppressWarnings("NullAway.Init") // for JPA
    protected Rerun() {}

    Rerun(
            UUID collaboration,
            ReportView report,
            String seed,
            int suite,
            String reason,
            String actor,
            Instant due,
            Instant now) {
        this.id = UUID.randomUUID();
        this.collaborationId = collaboration;
        this.entityName = report.entity();
        this.dpmCommitment = report.report().dpmCommitment();
        this.reportId = report.id();
        this.seed = seed;
        this.suite = suite;
        this.reason = reason;
        this.orderedBy = actor;
        this.state = RerunState.OPEN;
        this.dueAt = due;
        this.findings = "[]";
        this.createdAt = now;
    }

    UUID id() {
        return id;
    }

    UUID collaborationId() {
        return collaborationId;
    }

    String entityName() {
        return entityName;
    }

    String dpmCommitment() {
        return dpmCommitment;
    }

    UUID reportId() {
        return reportId;
    }

    String seed() {
        return seed;
    }

    int suite() {
        return suite;
    }

    RerunState state() {
        return state;
    }

    Instant dueAt() {
        return dueAt;
    }

    @Nullable
    UUID answer() {
        return answerId;
    }

    void overdue() {
        require(state == RerunState.OPEN);
        state = RerunState.OVERDUE;
    }

    /** @param found in what the answer deviates; empty if it agrees */
    void answer(UUID report, List<String> found, Instant now) {
        require(state == RerunState.OPEN || state == RerunState.OVERDUE);
        state = found.isEmpty() ? RerunState.AGREES : RerunState.DEVIATES;
        answerId = report;
        findings = ProtocolJson.text(found);
        answeredAt = now;
    }

    private void require(boolean right) {
        if (!right) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "The re-run " + id + " is answered already: " + state + ".",
                    Map.of("state", state.name()));
        }
    }

    RerunView view() {
        return new RerunView(
                id,
                entityName,
                dpmCommitment,
                reportId,
                seed,
                suite,
                reason,
                orderedBy,
                state,
                dueAt,
                answerId,
                found(),
                createdAt);
    }

    private List<String> found() {
        try {
            return List.of(ProtocolJson.read(findings, String[].class));
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("The findings kept for re-run " + id + " cannot be read", e);
        }
    }
}
