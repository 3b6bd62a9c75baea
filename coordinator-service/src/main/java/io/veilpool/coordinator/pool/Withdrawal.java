package io.veilpool.coordinator.pool;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.WithdrawalState;
import io.veilpool.model.protocol.WithdrawalView;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Contributions on their way out of the pool; never taken back, here and in the database. */
@Entity
@Table(name = "pool_withdrawal")
class Withdrawal {
    @Id
    private UUID id;

    private UUID collaborationId;
    private String entityName;
    private String requestedBy;
    private String reason;

    @Enumerated(EnumType.STRING)
    private WithdrawalState state;

    private String contributions;
    private @Nullable String certificateJws;
    private Instant createdAt;

    @Version
    private @Nullable Integer version;

    @SuppressWarnings("NullAway.Init") // for JPA
    protected Withdrawal() {}

    Withdrawal(UUID collaboration, String entity, String actor, String reason, List<UUID> contributions, Instant now) {
        this.id = UUID.randomUUID();
        this.collaborationId = collaboration;
        this.entityName = entity;
        this.requestedBy = actor;
        this.reason = reason;
        this.state = WithdrawalState.REQUESTED;
        this.contributions = ProtocolJson.text(contributions);
        this.createdAt = now;
    }

    UUID id() {
        return id;
    }

    UUID collaborationId() {
        return collaborationId;
    }

    boolean isCompleted() {
        return state == WithdrawalState.COMPLETED;
    }

    List<UUID> contributions() {
        try {
            return List.of(ProtocolJson.read(contributions, UUID[].class));
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("The contributions kept for withdrawal " + id + " cannot be read", e);
        }
    }

    void complete(String jws) {
        state = WithdrawalState.COMPLETED;
        certificateJws = jws;
    }

    WithdrawalView view() {
        return new WithdrawalView(
                id, entityName, requestedBy, reason, state, contributions(), certificateJws, createdAt);
    }
}
