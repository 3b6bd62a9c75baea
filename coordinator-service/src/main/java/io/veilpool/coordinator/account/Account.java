package io.veilpool.coordinator.account;

import io.veilpool.coordinator.security.CallerRole;
import io.veilpool.model.protocol.AccountView;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person who may log in. */
@Entity
@Table(name = "account")
class Account {
    @Id
    private String username;

    @Column(name = "password_hash")
    private String passwordHash;

    @Enumerated(EnumType.STRING)
    private CallerRole role;

    private boolean active;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    private @Nullable Long version;

    @SuppressWarnings("NullAway") // filled in by Hibernate
    protected Account() {}

    Account(String username, String passwordHash, CallerRole role, Instant now) {
        this.username = username;
        this.passwordHash = passwordHash;
        this.role = role;
        this.active = true;
        this.createdAt = now;
    }

    AccountView view(@Nullable String password) {
        return new AccountView(username, role.name(), active, password, createdAt);
    }

    String username() {
        return username;
    }

    String passwordHash() {
        return passwordHash;
    }

    CallerRole role() {
        return role;
    }

    boolean active() {
        return active;
    }
}
