package io.veilpool.coordinator.pool;

import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.protocol.SnapshotEntry;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.data.domain.Persistable;

/** A frozen, ordered list of accepted contributions, so that a refinement can be repeated; the database forbids any change. */
@Entity
@Table(name = "pool_snapshot")
class PoolSnapshot implements Persistable<UUID> {
    @Id
    private UUID id;

    private UUID collaborationId;
    private int number;
    private String releaseDigest;
    private String merkleRoot;
    private int rows;
    private long bytes;
    private String entries;
    private Instant createdAt;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init") // for JPA
    protected PoolSnapshot() {}

    PoolSnapshot(UUID collaboration, int number, String releaseDigest, List<SnapshotEntry> entries, Instant now) {
        this.id = UUID.randomUUID();
        this.collaborationId = collaboration;
        this.number = number;
        this.releaseDigest = releaseDigest;
        this.merkleRoot = root(entries);
        this.rows = entries.stream().mapToInt(SnapshotEntry::rows).reduce(0, Math::addExact);
        this.bytes = entries.stream()
                .flatMap(entry -> entry.shards().stream())
                .mapToLong(ShardEntry::bytes)
                .sum();
        this.entries = ProtocolJson.text(entries);
        this.createdAt = now;
    }

    /** Over the shards' digests in order. */
    static String root(List<SnapshotEntry> entries) {
        return MerkleTree.root(entries.stream()
                .flatMap(entry -> entry.shards().stream())
                .map(ShardEntry::digest)
                .toList());
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void stored() {
        stored = true;
    }

    UUID collaborationId() {
        return collaborationId;
    }

    int number() {
        return number;
    }

    String releaseDigest() {
        return releaseDigest;
    }

    String merkleRoot() {
        return merkleRoot;
    }

    List<SnapshotEntry> entries() {
        try {
            return List.of(ProtocolJson.read(entries, SnapshotEntry[].class));
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("The entries kept for snapshot " + id + " cannot be read", e);
        }
    }

    Set<UUID> contributions() {
        return entries().stream().map(SnapshotEntry::contribution).collect(Collectors.toSet());
    }

    boolean holdsAnyOf(Collection<UUID> some) {
        return contributions().stream().anyMatch(some::contains);
    }

    /** @param gone contributions of the collaboration that were withdrawn */
    PoolSnapshotView view(Collection<UUID> gone) {
        List<SnapshotEntry> all = entries();
        List<UUID> withdrawn = all.stream()
                .map(SnapshotEntry::contribution)
                .filter(gone::contains)
                .toList();
        return new PoolSnapshotView(id, number, releaseDigest, merkleRoot, rows, bytes, all, withdrawn, createdAt);
    }
}
