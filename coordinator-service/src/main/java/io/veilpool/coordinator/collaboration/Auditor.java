package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.AuditorView;
import io.veilpool.model.protocol.ProblemType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person's access to one collaboration as its auditor. */
@Entity
@Table(name = "collaboration_auditor")
class Auditor {
    @Id
    private UUID id;

    @Column(name = "collaboration_id")
    private UUID collaboration;

    private String person;

    @Column(name = "granted_at")
    private Instant grantedAt;

    @Column(name = "withdrawn_at")
    private @Nullable Instant withdrawnAt;

    @Version
    private @Nullable Long version;

    @SuppressWarnings("NullAway") // filled in by Hibernate
    protected Auditor() {}

    Auditor(UUID collaboration, String person, Instant now) {
        this.id = UUID.randomUUID();
        this.collaboration = collaboration;
        this.person = person;
        this.grantedAt = now;
    }

    void withdraw(Instant now) {
        if (withdrawnAt != null) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE, "The access of " + person + " was withdrawn at " + withdrawnAt + ".");
        }
        withdrawnAt = now;
    }

    UUID collaboration() {
        return collaboration;
    }

    AuditorView view() {
        return new AuditorView(id, person, grantedAt, withdrawnAt);
    }
}
