package io.veilpool.coordinator.collaboration;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CharterView;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A version of a charter, written once. */
@Entity
@Immutable
@Table(name = "charter_version")
class CharterVersion {
    @Id
    private UUID id;

    @Column(name = "collaboration_id")
    private UUID collaboration;

    private int number;
    private String charter;

    @Column(name = "created_at")
    private Instant createdAt;

    @SuppressWarnings("NullAway") // filled in by Hibernate
    protected CharterVersion() {}

    CharterVersion(UUID collaboration, int number, Charter charter, Instant now) {
        this.id = UUID.randomUUID();
        this.collaboration = collaboration;
        this.number = number;
        this.charter = ProtocolJson.text(charter);
        this.createdAt = now;
    }

    CharterView view() {
        return new CharterView(number, charter(), createdAt);
    }

    Charter charter() {
        try {
            return ProtocolJson.read(charter, Charter.class);
        } catch (InvalidJsonException e) {
            throw new IllegalStateException(
                    "Version " + number + " of the charter of " + collaboration + " is damaged", e);
        }
    }
}
