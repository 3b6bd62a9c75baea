package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.settings.WorkerRole;
import io.veilpool.coordinator.storage.ObjectFiles;
import io.veilpool.model.network.Engines;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.SnapshotEntry;
import io.veilpool.model.protocol.WithdrawalCertificate.Accuracy;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.ComputeTurns;
import io.veilpool.model.training.DeciderTrainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What a withdrawal costs the coordinator's decider: the one before and the one after, on the same rows. Writes nothing, so it can be
 * repeated at any time, and says the same again.
 */
@Component
@WorkerRole
class DeciderComparison {
    static final String MEASURED_ON =
            "Poisoned rows of the contributions that remain, of each every tenth, which the coordinator trains no decider on. No images: how"
                    + " the decider does on those, only members can tell.";

    private static final String NOTHING_LOST = "No snapshot held the rows, so no decider was trained on them.";
    private static final String NOTHING_LEFT =
            "Nothing else is in the pool, so there is no decider without the rows, nor are there rows to"
                    + " measure on.";
    private static final String NONE_REMAIN =
            "No contribution is in the pool before and after, so there are no rows that both deciders can be measured on.";
    private static final String NO_ROWS =
            "The contributions that remain are too small for rows to be held back, so there are none to measure on.";
    private static final String NONE_BEFORE = "No decider had been trained on the rows that left.";

    private final SnapshotRepository snapshots;
    private final ReleaseService releases;
    private final CollaborationService collaborations;
    private final PooledRows pool;
    private final ObjectFiles files;
    private final WorkerSettings worker;
    private final ComputeSettings compute;

    DeciderComparison(
            SnapshotRepository snapshots,
            ReleaseService releases,
            CollaborationService collaborations,
            PooledRows pool,
            ObjectFiles files,
            WorkerSettings worker,
            ComputeSettings compute) {
        this.snapshots = snapshots;
        this.releases = releases;
        this.collaborations = collaborations;
        this.pool = pool;
        this.files = files;
        this.worker = worker;
        this.compute = compute;
    }

    /**
     * @param touched   snapshots that held rows that left, oldest first
     * @param successor the snapshot without them, whose decider is published; null if nothing else is in the pool
     */
    Accuracy compare(List<PoolSnapshot> touched, @Nullable UUID successor) {
        if (touched.isEmpty()) {
            return nothing(NOTHING_LOST);
        }
        if (successor == null) {
            return nothing(NOTHING_LEFT);
        }
        PoolSnapshot before = touched.reversed().stream()
                .filter(snapshot -> releases.decider(snapshot.getId()).isPresent())
                .findFirst()
                .orElse(touched.getLast());
        PoolSnapshot after = snapshots.findById(successor).orElseThrow();
        try (ComputeTurns.Turn turn = ComputeTurns.take(compute.turnsFolder(), compute.turns())) {
            Engines.threads(worker.processorThreads());
            return compare(before, after);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while waiting for a turn to compare deciders", stopped);
        } catch (HostileFileException | ReleaseRefusedException | IOException e) {
            throw new IllegalStateException(
                    "Cannot compare the deciders of snapshots " + before.getId() + " and " + successor, e);
        }
    }

    private Accuracy compare(PoolSnapshot before, PoolSnapshot after)
            throws HostileFileException, ReleaseRefusedException, IOException {
        Set<UUID> knownBefore = before.contributions();
        List<SnapshotEntry> remaining = after.entries().stream()
                .filter(entry -> knownBefore.contains(entry.contribution()))
                .toList();
        if (remaining.isEmpty()) {
            return nothing(NONE_REMAIN);
        }
        List<PoisonedFeatures> rows = pool.heldBack(remaining);
        int count = rows.stream().mapToInt(PoisonedFeatures::rows).sum();
        if (count == 0) {
            return nothing(NO_ROWS);
        }
        Charter charter = collaborations.currentCharter(after.collaborationId()).charter();
        Double old = top1(before, rows, charter);
        return new Accuracy(old, top1(after, rows, charter), count, MEASURED_ON, old == null ? NONE_BEFORE : "");
    }

    private @Nullable Double top1(PoolSnapshot snapshot, List<PoisonedFeatures> rows, Charter charter)
            throws ReleaseRefusedException, IOException {
        Optional<ReleaseView> decider = releases.decider(snapshot.getId());
        if (decider.isEmpty()) {
            return null;
        }
        try (ObjectFiles.Fetched weights =
                        files.fetch(releases.weights(decider.get().id()));
                PublishedNetworks networks =
                        PublishedNetworks.open(decider.get().manifest(), weights.file(), charter)) {
            List<boolean[]> right = new ArrayList<>();
            for (PoisonedFeatures part : rows) {
                if (part.rows() > 0) {
                    right.add(DeciderTrainer.right(networks.decider(), part, 1));
                }
            }
            return DeciderTrainer.percent(right);
        }
    }

    private static Accuracy nothing(String because) {
        return new Accuracy(null, null, 0, "", because);
    }
}
