package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ProblemType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A collaboration's state. Its charter and members lie beside it; each change of theirs counts as one of its own. */
@Entity
@Table(name = "collaboration")
class Collaboration {
    @Id
    private UUID id;

    private String name;

    @Enumerated(EnumType.STRING)
    private CollaborationState state;

    @Column(name = "charter_version")
    private int charterVersion;

    /** Makes the version count when only charter or members changed. */
    private long changes;

    @Version
    private @Nullable Long version;

    @Column(name = "created_at")
    private Instant createdAt;

    @SuppressWarnings("NullAway") // filled in by Hibernate
    protected Collaboration() {}

    Collaboration(UUID id, String name, Instant now) {
        this.id = id;
        this.name = name;
        this.state = CollaborationState.DRAFT;
        this.charterVersion = 1;
        this.createdAt = now;
    }

    void advance(CollaborationState next) {
        if (next.ordinal() != state.ordinal() + 1) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "A collaboration goes DRAFT > OPEN > SHARING > CLOSED; it is %s and does not go to %s."
                            .formatted(state, next),
                    Map.of("state", state, "requested", next));
        }
        state = next;
    }

    /** Counts a new version of the charter. */
    int nextCharter() {
        charterVersion++;
        return charterVersion;
    }

    void touch() {
        changes++;
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    CollaborationState state() {
        return state;
    }

    int charterVersion() {
        return charterVersion;
    }

    long version() {
        return version == null ? 0 : version;
    }

    Instant createdAt() {
        return createdAt;
    }
}
