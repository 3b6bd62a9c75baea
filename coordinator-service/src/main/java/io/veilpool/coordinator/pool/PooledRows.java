package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.settings.WorkerRole;
import io.veilpool.coordinator.storage.StoredObject;
import io.veilpool.coordinator.storage.Uploads;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.SnapshotEntry;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Rows of a snapshot's contributions, for training deciders and for comparing them. */
@Component
@WorkerRole
class PooledRows {
    private final ContributionRepository contributions;
    private final ShardFiles shards;
    private final Uploads uploads;

    PooledRows(ContributionRepository contributions, ShardFiles shards, Uploads uploads) {
        this.contributions = contributions;
        this.shards = shards;
        this.uploads = uploads;
    }

    @FunctionalInterface
    private interface Part {
        PoisonedFeatures of(HeldBackRows heldBack, PoisonedFeatures shard, int before);
    }

    /**
     * All but those that are held back, shard by shard.
     *
     * @throws HostileFileException when the store does not have what a manifest says
     */
    List<PoisonedFeatures> toTrainOn(List<SnapshotEntry> entries) throws HostileFileException, IOException {
        return read(entries, HeldBackRows::others);
    }

    /** Those that are held back, shard by shard; the same exception. */
    List<PoisonedFeatures> heldBack(List<SnapshotEntry> entries) throws HostileFileException, IOException {
        return read(entries, HeldBackRows::of);
    }

    private List<PoisonedFeatures> read(List<SnapshotEntry> entries, Part part)
            throws HostileFileException, IOException {
        List<PoisonedFeatures> rows = new ArrayList<>();
        for (SnapshotEntry entry : entries) {
            ContributionManifest said =
                    contributions.findById(entry.contribution()).orElseThrow().manifest();
            HeldBackRows heldBack = new HeldBackRows(entry.contribution(), said.rows());
            List<StoredObject> objects = uploads.objects(entry.contribution());
            int before = 0;
            for (int i = 0; i < objects.size(); i++) {
                PoisonedFeatures shard = shards.read(said, said.shards().get(i), objects.get(i));
                rows.add(part.of(heldBack, shard, before));
                before += shard.rows();
            }
        }
        return rows;
    }
}
