package io.veilpool.coordinator.refinement;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.RefinementReport;
import io.veilpool.model.protocol.RefinementView;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.UUID;
import org.springframework.data.domain.Persistable;

/** A reported refinement; the database forbids any change. */
@Entity
@Table(name = "refinement_report")
class ReportedRefinement implements Persistable<UUID> {
    @Id
    private UUID id;

    private UUID collaborationId;
    private UUID entityId;
    private String entityName;
    private UUID snapshotId;
    private String report;
    private Instant createdAt;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init") // for JPA
    protected ReportedRefinement() {}

    ReportedRefinement(UUID collaboration, UUID entity, String name, RefinementReport report, Instant now) {
        this.id = UUID.randomUUID();
        this.collaborationId = collaboration;
        this.entityId = entity;
        this.entityName = name;
        this.snapshotId = report.snapshot();
        this.report = ProtocolJson.text(report);
        this.createdAt = now;
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void stored() {
        stored = true;
    }

    RefinementView view() {
        try {
            return new RefinementView(id, entityName, ProtocolJson.read(report, RefinementReport.class), createdAt);
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("The refinement kept as " + id + " cannot be read", e);
        }
    }
}
