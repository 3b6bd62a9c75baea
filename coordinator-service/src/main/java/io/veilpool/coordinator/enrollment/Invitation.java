package io.veilpool.coordinator.enrollment;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.InvitationView;
import io.veilpool.model.protocol.ProblemType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A one-time code for one entity of one collaboration. */
@Entity
@Table(name = "invitation")
class Invitation {
    enum State {
        PENDING,
        USED,
        REVOKED
    }

    @Id
    private UUID id;

    @Column(name = "collaboration_id")
    private UUID collaboration;

    @Column(name = "entity_name")
    private String entityName;

    @Column(name = "code_hash")
    private String codeHash;

    @Enumerated(EnumType.STRING)
    private State state;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Column(name = "used_by")
    private @Nullable UUID usedBy;

    @Version
    private @Nullable Long version;

    @SuppressWarnings("NullAway") // filled in by Hibernate
    protected Invitation() {}

    Invitation(UUID collaboration, String entityName, String codeHash, Instant now, Instant expiresAt) {
        this.id = UUID.randomUUID();
        this.collaboration = collaboration;
        this.entityName = entityName;
        this.codeHash = codeHash;
        this.state = State.PENDING;
        this.createdAt = now;
        this.expiresAt = expiresAt;
    }

    /** Refuses unless the code still works. */
    void requireUsable(Instant now) {
        if (state == State.USED) {
            throw unusable("The invitation code was used before. Ask for a new invitation.");
        }
        if (state == State.REVOKED) {
            throw unusable("The invitation was revoked. Ask for a new one.");
        }
        if (!now.isBefore(expiresAt)) {
            throw unusable("The invitation expired at %s; it is %s. Ask for a new one.".formatted(expiresAt, now));
        }
    }

    void use(UUID entity) {
        state = State.USED;
        usedBy = entity;
    }

    void revoke() {
        if (state != State.PENDING) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE, "The invitation is " + state + "; only a PENDING one can be revoked.");
        }
        state = State.REVOKED;
    }

    InvitationView view(Instant now, @Nullable String code) {
        String shown = state == State.PENDING && !now.isBefore(expiresAt) ? "EXPIRED" : state.name();
        return new InvitationView(id, entityName, code, shown, createdAt, expiresAt);
    }

    private static RefusedException unusable(String sentence) {
        return new RefusedException(ProblemType.INVITATION_UNUSABLE, sentence);
    }

    UUID id() {
        return id;
    }

    UUID collaboration() {
        return collaboration;
    }

    String entityName() {
        return entityName;
    }

    @Nullable
    UUID usedBy() {
        return usedBy;
    }
}
