package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.OfficerView;
import io.veilpool.model.protocol.ProblemType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person who releases what an entity hands in, by the public key that only this person has the other half of. */
@Entity
@Table(name = "officer")
class Officer {
    @Id
    private UUID id;

    @Column(name = "entity_id")
    private UUID entity;

    private String name;

    @Column(name = "public_key")
    private String publicKey;

    @Column(name = "key_fingerprint")
    private String keyFingerprint;

    @Column(name = "registered_at")
    private Instant registeredAt;

    @Column(name = "revoked_at")
    private @Nullable Instant revokedAt;

    @Version
    private @Nullable Long version;

    @SuppressWarnings("NullAway") // filled in by Hibernate
    protected Officer() {}

    Officer(UUID entity, String name, String publicKey, String keyFingerprint, Instant now) {
        this.id = UUID.randomUUID();
        this.entity = entity;
        this.name = name;
        this.publicKey = publicKey;
        this.keyFingerprint = keyFingerprint;
        this.registeredAt = now;
    }

    void revoke(Instant now) {
        if (revokedAt != null) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE, "The officer " + name + " was revoked at " + revokedAt + ".");
        }
        revokedAt = now;
    }

    /** Whether it is the active officer of that name at that entity. */
    boolean is(UUID ofEntity, String called) {
        return revokedAt == null && entity.equals(ofEntity) && name.equals(called);
    }

    OfficerView view() {
        return new OfficerView(id, name, publicKey, keyFingerprint, registeredAt, revokedAt);
    }
}
