package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.ProblemType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A contribution. States go forward only, here and in the database. */
@Entity
@Table(name = "pool_contribution")
class Contribution {
    @Id
    private UUID id;

    private UUID collaborationId;
    private UUID entityId;
    private String entityName;

    @Enumerated(EnumType.STRING)
    private ContributionState state;

    private String manifestDigest;
    private String manifest;
    private String manifestJws;
    private String approvals;
    private String releaseDigest;
    private String dpmCommitment;
    private UUID reportId;
    private int rows;
    private String reasons;
    private int attempts;
    private Instant createdAt;

    @Version
    private @Nullable Integer version;

    @SuppressWarnings("NullAway.Init") // for JPA
    protected Contribution() {}

    /** @param approvals as they were signed, and checked */
    Contribution(
            SignedContribution signed,
            UUID collaboration,
            UUID entity,
            UUID report,
            List<String> approvals,
            Instant now) {
        ContributionManifest said = signed.manifest();
        this.id = UUID.randomUUID();
        this.collaborationId = collaboration;
        this.entityId = entity;
        this.entityName = said.entity();
        this.state = ContributionState.DECLARED;
        this.manifestDigest = signed.digest();
        this.manifest = new String(signed.payload(), StandardCharsets.UTF_8);
        this.manifestJws = signed.jws();
        this.approvals = ProtocolJson.text(approvals);
        this.releaseDigest = said.releaseDigest();
        this.dpmCommitment = said.dpmCommitment();
        this.reportId = report;
        this.rows = said.rows();
        this.reasons = "[]";
        this.createdAt = now;
    }

    UUID id() {
        return id;
    }

    UUID collaborationId() {
        return collaborationId;
    }

    String entityName() {
        return entityName;
    }

    ContributionState state() {
        return state;
    }

    String manifestDigest() {
        return manifestDigest;
    }

    String releaseDigest() {
        return releaseDigest;
    }

    int attempts() {
        return attempts;
    }

    boolean isOf(UUID entity) {
        return entityId.equals(entity);
    }

    /** Other approvals instead, for whose officer was revoked; possible until the rows are here. */
    void approve(List<String> others) {
        approvals = ProtocolJson.text(others);
    }

    void uploaded() {
        move(ContributionState.DECLARED, ContributionState.UPLOADED);
    }

    void attempt() {
        attempts++;
    }

    void postpone() {
        attempts = Math.max(0, attempts - 1);
    }

    void accept() {
        move(ContributionState.UPLOADED, ContributionState.ACCEPTED);
    }

    void reject(List<String> why) {
        move(ContributionState.UPLOADED, ContributionState.REJECTED);
        reasons = ProtocolJson.text(why);
    }

    void quarantine(List<String> why) {
        move(ContributionState.UPLOADED, ContributionState.QUARANTINED);
        reasons = ProtocolJson.text(why);
    }

    void freeze(String why) {
        move(ContributionState.ACCEPTED, ContributionState.FROZEN);
        reasons = ProtocolJson.text(List.of(why));
    }

    void thaw() {
        move(ContributionState.FROZEN, ContributionState.ACCEPTED);
        reasons = "[]";
    }

    UUID reportId() {
        return reportId;
    }

    /** What was rejected or quarantined never was in the pool. */
    boolean isWithdrawable() {
        return state != ContributionState.REJECTED
                && state != ContributionState.QUARANTINED
                && state != ContributionState.WITHDRAWN;
    }

    void withdraw(String why) {
        move(state, ContributionState.WITHDRAWN);
        reasons = ProtocolJson.text(List.of(why));
    }

    private void move(ContributionState from, ContributionState to) {
        if (state != from) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "The contribution is " + state + "; only " + from + " can become " + to + ".",
                    Map.of("state", state.name()));
        }
        state = to;
    }

    ContributionManifest manifest() {
        try {
            return ProtocolJson.read(manifest, ContributionManifest.class);
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("The manifest kept for contribution " + id + " cannot be read", e);
        }
    }

    List<String> approvals() {
        return texts("approvals", approvals);
    }

    private List<String> texts(String what, String kept) {
        try {
            return List.of(ProtocolJson.read(kept, String[].class));
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("The " + what + " kept for contribution " + id + " cannot be read", e);
        }
    }

    /** Everything: for the contributing entity, admins and auditors. */
    ContributionView view() {
        return new ContributionView(
                id, entityName, state, manifest(), manifestJws, approvals(), texts("reasons", reasons), createdAt);
    }

    /** For other members: who, which state, how many rows; nothing about classes, DPM, shards or reasons. */
    ContributionView outline() {
        ContributionManifest full = manifest();
        ContributionManifest outline = new ContributionManifest(
                full.formatVersion(),
                full.collaboration(),
                full.charterVersion(),
                full.entity(),
                full.releaseDigest(),
                "",
                0,
                full.featureShape(),
                full.rowType(),
                full.rows(),
                List.of(),
                List.of(),
                "");
        return new ContributionView(id, entityName, state, outline, "", List.of(), List.of(), createdAt);
    }
}
