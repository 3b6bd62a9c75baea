package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.ProblemType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An organisation that takes part in one collaboration, with the public key of its agent. */
@Entity
@Table(name = "collaborating_entity")
class CollaboratingEntity {
    @Id
    private UUID id;

    @Column(name = "collaboration_id")
    private UUID collaboration;

    private String name;

    @Column(name = "public_key")
    private String publicKey;

    @Column(name = "key_fingerprint")
    private String keyFingerprint;

    private boolean active;

    @Column(name = "accepted_charter")
    private int acceptedCharter;

    @Column(name = "enrolled_at")
    private Instant enrolledAt;

    @Column(name = "revoked_at")
    private @Nullable Instant revokedAt;

    /** To be read; {@link OfficerService} writes them. */
    @OneToMany(fetch = FetchType.EAGER)
    @JoinColumn(name = "entity_id", insertable = false, updatable = false)
    @OrderBy("registeredAt, id")
    private List<Officer> officers;

    @Version
    private @Nullable Long version;

    @SuppressWarnings("NullAway") // filled in by Hibernate
    protected CollaboratingEntity() {}

    CollaboratingEntity(
            UUID collaboration, String name, String publicKey, String keyFingerprint, int charter, Instant now) {
        this.id = UUID.randomUUID();
        this.collaboration = collaboration;
        this.name = name;
        this.publicKey = publicKey;
        this.keyFingerprint = keyFingerprint;
        this.active = true;
        this.acceptedCharter = charter;
        this.enrolledAt = now;
        this.officers = new ArrayList<>();
    }

    void accept(int charter) {
        acceptedCharter = Math.max(acceptedCharter, charter);
    }

    void revoke(Instant now) {
        if (!active) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE, "The entity " + name + " was revoked at " + revokedAt + ".");
        }
        active = false;
        revokedAt = now;
    }

    /** @throws RefusedException WRONG_STATE if its key was revoked */
    void requireActive() {
        if (!active) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "The key of " + name + " was revoked at " + revokedAt
                            + ". What was signed with it and handed in before stays valid; nothing signed with it is taken any more. Enrol"
                            + " again with a new key.",
                    Map.of("revokedAt", String.valueOf(revokedAt)));
        }
    }

    MemberView view() {
        return new MemberView(
                id,
                name,
                active,
                publicKey,
                keyFingerprint,
                acceptedCharter,
                enrolledAt,
                officers.stream().map(Officer::view).toList());
    }

    UUID id() {
        return id;
    }

    UUID collaboration() {
        return collaboration;
    }

    String name() {
        return name;
    }

    String publicKey() {
        return publicKey;
    }

    String keyFingerprint() {
        return keyFingerprint;
    }

    boolean active() {
        return active;
    }

    int acceptedCharter() {
        return acceptedCharter;
    }
}
