package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.storage.ObjectStore;
import io.veilpool.coordinator.storage.ObjectStoreSettings;
import io.veilpool.coordinator.storage.StoredObject;
import io.veilpool.coordinator.storage.Uploads;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.Download;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.SnapshotEntry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Door of the room for higher rooms: snapshots of the pool. */
@Service
public class SnapshotService {
    private final SnapshotRepository snapshots;
    private final ContributionRepository contributions;
    private final ShardTable shards;
    private final CollaborationService collaborations;
    private final ReleaseService releases;
    private final Uploads uploads;
    private final ObjectStore store;
    private final ObjectStoreSettings settings;
    private final SnapshotHolders holders;
    private final PoolJobs jobs;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    SnapshotService(
            SnapshotRepository snapshots,
            ContributionRepository contributions,
            ShardTable shards,
            CollaborationService collaborations,
            ReleaseService releases,
            Uploads uploads,
            ObjectStore store,
            ObjectStoreSettings settings,
            SnapshotHolders holders,
            PoolJobs jobs,
            ApplicationEventPublisher events,
            Clock clock) {
        this.snapshots = snapshots;
        this.contributions = contributions;
        this.shards = shards;
        this.collaborations = collaborations;
        this.releases = releases;
        this.uploads = uploads;
        this.store = store;
        this.settings = settings;
        this.holders = holders;
        this.jobs = jobs;
        this.events = events;
        this.clock = clock;
    }

    /** Freezes everything accepted so far. If nothing changed since the last snapshot, that one is the answer. */
    @Transactional
    PoolSnapshotView build(UUID collaboration) {
        collaborations.requireState(collaboration, CollaborationState.SHARING, CollaborationState.CLOSED);
        shards.lockPool(collaboration);
        ReleaseView release = releases.network(collaboration).orElseThrow(SnapshotService::nothing);
        List<SnapshotEntry> entries = accepted(collaboration, release.digest());
        if (entries.isEmpty()) {
            throw nothing();
        }
        Optional<PoolSnapshot> last = snapshots.findFirstByCollaborationIdOrderByNumberDesc(collaboration);
        if (last.isPresent() && last.get().merkleRoot().equals(PoolSnapshot.root(entries))) {
            if (!releases.hasDecider(last.get().getId())) {
                jobs.trainDecider(last.get().getId()); // no second job if there is one
            }
            return seen(last.get());
        }
        int number = last.map(PoolSnapshot::number).orElse(0) + 1;
        PoolSnapshot snapshot = snapshots.saveAndFlush(
                new PoolSnapshot(collaboration, number, release.digest(), entries, clock.instant()));
        jobs.trainDecider(snapshot.getId());
        events.publishEvent(new Audited(
                "snapshot-built",
                "snapshot " + snapshot.getId(),
                collaboration,
                Map.of(
                        "number", Integer.toString(number),
                        "merkleRoot", snapshot.merkleRoot(),
                        "contributions", Integer.toString(entries.size()))));
        return seen(snapshot);
    }

    /** The first snapshot after that number from which nothing was withdrawn, built if there is none; empty if the pool is. */
    @Transactional
    Optional<PoolSnapshotView> successor(UUID collaboration, int number) {
        Optional<PoolSnapshot> there = snapshots.findByCollaborationIdOrderByNumber(collaboration).stream()
                .filter(snapshot -> snapshot.number() > number && !isWithdrawn(snapshot))
                .findFirst();
        if (there.isPresent()) {
            return there.map(this::seen);
        }
        boolean any = releases.network(collaboration)
                .filter(release -> !accepted(collaboration, release.digest()).isEmpty())
                .isPresent();
        return any ? Optional.of(build(collaboration)) : Optional.empty();
    }

    /** Snapshots that hold any of the contributions, oldest first. */
    @Transactional(readOnly = true)
    List<PoolSnapshot> withAnyOf(UUID collaboration, List<UUID> some) {
        return snapshots.findByCollaborationIdOrderByNumber(collaboration).stream()
                .filter(snapshot -> snapshot.holdsAnyOf(some))
                .toList();
    }

    private PoolSnapshotView seen(PoolSnapshot snapshot) {
        return snapshot.view(withdrawn(snapshot.collaborationId()));
    }

    /** Contributions of the collaboration that have left the pool. */
    @Transactional(readOnly = true)
    Set<UUID> withdrawn(UUID collaboration) {
        return contributions.findIds(collaboration, ContributionState.WITHDRAWN);
    }

    private List<SnapshotEntry> accepted(UUID collaboration, String releaseDigest) {
        List<SnapshotEntry> entries = new ArrayList<>();
        for (Contribution contribution :
                contributions.findByCollaborationIdAndReleaseDigestAndStateOrderByEntityNameAscCreatedAtAscIdAsc(
                        collaboration, releaseDigest, ContributionState.ACCEPTED)) {
            ContributionManifest manifest = contribution.manifest();
            entries.add(new SnapshotEntry(
                    contribution.id(),
                    contribution.entityName(),
                    manifest.dpmCommitment(),
                    manifest.rotation(),
                    manifest.rows(),
                    manifest.rowType(),
                    manifest.shards()));
        }
        return entries;
    }

    private static RefusedException nothing() {
        return new RefusedException(
                ProblemType.NO_CONTRIBUTIONS,
                "There are 0 accepted contributions to the current release; a snapshot needs at least 1.",
                Map.of("contributions", 0));
    }

    @Transactional(readOnly = true)
    Page<PoolSnapshotView> list(UUID collaboration, Pageable page) {
        Set<UUID> gone = withdrawn(collaboration);
        return snapshots.findByCollaborationId(collaboration, page).map(snapshot -> snapshot.view(gone));
    }

    /** A snapshot of the collaboration; refused with NOT_FOUND if there is none. */
    @Transactional(readOnly = true)
    public PoolSnapshotView view(UUID collaboration, UUID id) {
        return seen(find(collaboration, id));
    }

    /** Whether rows of it have left the pool. */
    @Transactional(readOnly = true)
    boolean isWithdrawn(PoolSnapshot snapshot) {
        return snapshot.holdsAnyOf(withdrawn(snapshot.collaborationId()));
    }

    /** Addresses of the shards, in the snapshot's order. */
    @Transactional
    List<Download> downloads(UUID collaboration, UUID id, Caller caller) {
        Instant expires = clock.instant().plus(settings.linkLife());
        List<Download> downloads = new ArrayList<>();
        shards.lockPool(collaboration); // a withdrawal meanwhile would not know of this holder
        PoolSnapshot snapshot = find(collaboration, id);
        refuseWithdrawn(snapshot);
        for (SnapshotEntry entry : snapshot.entries()) {
            for (StoredObject shard : uploads.objects(entry.contribution())) {
                String url = store.presignDownload(shard.key(), settings.linkLife());
                downloads.add(new Download(shard.digest(), shard.bytes(), url, expires));
            }
        }
        holders.add(id, caller, clock.instant());
        events.publishEvent(new Audited(
                "snapshot-download-allowed",
                "snapshot " + id,
                collaboration,
                Map.of("merkleRoot", snapshot.merkleRoot())));
        return downloads;
    }

    private void refuseWithdrawn(PoolSnapshot snapshot) {
        int gone = seen(snapshot).withdrawn().size();
        if (gone > 0) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    gone + " contributions of snapshot " + snapshot.number()
                            + " were withdrawn, so its rows are handed out no more. Use a newer snapshot.",
                    Map.of("withdrawn", gone));
        }
    }

    private PoolSnapshot find(UUID collaboration, UUID id) {
        return snapshots
                .findByIdAndCollaborationId(id, collaboration)
                .orElseThrow(
                        () -> new RefusedException(ProblemType.NOT_FOUND, "There is no snapshot " + id + " here."));
    }
}
