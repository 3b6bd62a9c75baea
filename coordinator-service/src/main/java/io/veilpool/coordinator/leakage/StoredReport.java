package io.veilpool.coordinator.leakage;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.Verdict;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.springframework.data.domain.Persistable;

/** A report exactly as it was signed; the database forbids any change. */
@Entity
@Table(name = "leakage_report")
class StoredReport implements Persistable<UUID> {
    @Id
    private UUID id;

    private UUID collaborationId;
    private UUID entityId;
    private String entityName;
    private String digest;
    private String report;
    private String reportJws;
    private String receiptJws;

    @Enumerated(EnumType.STRING)
    private Verdict verdict;

    private Instant createdAt;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init") // for JPA
    protected StoredReport() {}

    StoredReport(
            UUID collaboration,
            UUID entity,
            String name,
            String digest,
            byte[] payload,
            String jws,
            String receipt,
            Verdict verdict,
            Instant now) {
        this.id = UUID.randomUUID();
        this.collaborationId = collaboration;
        this.entityId = entity;
        this.entityName = name;
        this.digest = digest;
        this.report = new String(payload, StandardCharsets.UTF_8);
        this.reportJws = jws;
        this.receiptJws = receipt;
        this.verdict = verdict;
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

    boolean isOf(UUID entity) {
        return entityId.equals(entity);
    }

    LeakageReport report() {
        try {
            return ProtocolJson.read(report, LeakageReport.class);
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("The leakage report kept as " + id + " cannot be read", e);
        }
    }

    ReportView view() {
        return new ReportView(id, entityName, digest, report(), reportJws, receiptJws, createdAt);
    }
}
