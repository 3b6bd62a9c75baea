package io.veilpool.coordinator.artifact;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleaseView;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A release. Its manifest never changes; the database guards that too. */
@Entity
@Table(name = "network_release")
class Release {
    @Id
    private UUID id;

    private UUID collaborationId;

    @Enumerated(EnumType.STRING)
    private ReleaseKind kind;

    @Enumerated(EnumType.STRING)
    private ReleaseState state;

    private String digest;
    private String publishedBy;
    private @Nullable UUID publisherId;
    private @Nullable UUID snapshotId;
    private String manifest;
    private String manifestJws;
    private String reason;
    private Instant createdAt;

    @Version
    private @Nullable Integer version;

    @SuppressWarnings("NullAway.Init") // for JPA
    protected Release() {}

    /** @param publisher the publishing entity; null for the coordinator itself */
    Release(SignedManifest signed, UUID collaboration, @Nullable UUID publisher, ReleaseState state, Instant now) {
        this.id = UUID.randomUUID();
        this.collaborationId = collaboration;
        this.kind = signed.manifest().kind();
        this.state = state;
        this.digest = signed.digest();
        this.publishedBy = signed.manifest().publishedBy();
        this.publisherId = publisher;
        this.snapshotId = signed.manifest().snapshot();
        this.manifest = new String(signed.payload(), StandardCharsets.UTF_8);
        this.manifestJws = signed.jws();
        this.reason = "";
        this.createdAt = now;
    }

    UUID id() {
        return id;
    }

    UUID collaborationId() {
        return collaborationId;
    }

    String digest() {
        return digest;
    }

    ReleaseState state() {
        return state;
    }

    boolean isPublished() {
        return state == ReleaseState.PUBLISHED;
    }

    boolean isPublishedBy(UUID entity) {
        return entity.equals(publisherId);
    }

    void publish() {
        requireDeclared();
        state = ReleaseState.PUBLISHED;
    }

    void reject(String why) {
        requireDeclared();
        state = ReleaseState.REJECTED;
        reason = why;
    }

    void withdraw(String why) {
        state = ReleaseState.WITHDRAWN;
        reason = why;
    }

    private void requireDeclared() {
        if (state != ReleaseState.DECLARED) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE, "The release is " + state + " and stays so.", Map.of("state", state));
        }
    }

    ReleaseManifest manifest() {
        try {
            return ProtocolJson.read(manifest, ReleaseManifest.class);
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("The manifest kept for release " + id + " cannot be read", e);
        }
    }

    ReleaseView view() {
        return new ReleaseView(id, kind, state.name(), digest, publishedBy, manifest(), manifestJws, reason, createdAt);
    }
}
