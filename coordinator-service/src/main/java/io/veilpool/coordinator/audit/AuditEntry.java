package io.veilpool.coordinator.audit;

import io.veilpool.coordinator.security.Audited;
import io.veilpool.model.protocol.AuditEntryView;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** One line of the trail. */
@Entity
@Immutable
@Table(name = "audit_entry")
class AuditEntry {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long sequence;

    private Instant at;
    private String actor;
    private String action;
    private String subject;

    @Column(name = "collaboration_id")
    private @Nullable UUID collaboration;

    private String details;

    @Column(name = "request_id")
    private @Nullable String requestId;

    @SuppressWarnings("NullAway") // filled in by Hibernate
    protected AuditEntry() {}

    AuditEntry(Audited event, String actor, Instant at, @Nullable String requestId) {
        this.at = at;
        this.actor = actor;
        this.action = event.action();
        this.subject = event.subject();
        this.collaboration = event.collaboration();
        this.details = JSON.writeValueAsString(event.details());
        this.requestId = requestId;
    }

    AuditEntryView view() {
        Map<String, String> values = JSON.readValue(details, new TypeReference<TreeMap<String, String>>() {});
        if (requestId != null) {
            values.put("requestId", requestId);
        }
        return new AuditEntryView(Objects.requireNonNull(sequence), at, actor, action, subject, collaboration, values);
    }
}
