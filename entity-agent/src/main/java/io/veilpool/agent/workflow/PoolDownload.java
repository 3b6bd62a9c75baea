package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.Download;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.protocol.SnapshotEntry;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureShard;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Fetches the others' shards of a snapshot and reads them as files from strangers. */
final class PoolDownload {
    private final Workbench bench;
    private final Results.Pulled pulled;

    PoolDownload(Workbench bench, Results.Pulled pulled) {
        this.bench = bench;
        this.pulled = pulled;
    }

    /** Own rows stay out: the entity has their originals (Deep Poisoning, section 4.3: own clean and others' poisoned features). */
    List<PoisonedFeatures> others(PoolSnapshotView snapshot)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    ReleaseRefusedException, StepNotPossibleException {
        requireRoot(snapshot);
        Path folder = bench.folder()
                .made(bench.folder().snapshots().resolve(snapshot.id().toString()));
        List<PoisonedFeatures> rows = new ArrayList<>();
        for (SnapshotEntry entry : snapshot.entries()) {
            if (!entry.entity().equals(bench.entity())) {
                for (ShardEntry shard : entry.shards()) {
                    rows.add(read(fetch(snapshot.id(), shard, folder), entry, shard));
                }
            }
        }
        return rows;
    }

    private static void requireRoot(PoolSnapshotView snapshot) throws ReleaseRefusedException {
        String root = MerkleTree.root(snapshot.entries().stream()
                .flatMap(entry -> entry.shards().stream())
                .map(ShardEntry::digest)
                .toList());
        if (!root.equals(snapshot.merkleRoot())) {
            throw new ReleaseRefusedException("snapshot " + snapshot.number() + " has the Merkle root " + root
                    + ", the coordinator announced " + snapshot.merkleRoot());
        }
    }

    private Path fetch(UUID snapshot, ShardEntry shard, Path folder)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        Path file = folder.resolve(FeatureShard.fileName(shard));
        CoordinatorClient client = bench.client();
        UUID collaboration = bench.collaboration();
        client.transfers().download(() -> download(client.snapshotDownloads(collaboration, snapshot), shard), file);
        return file;
    }

    private static Download download(List<Download> downloads, ShardEntry shard) throws CoordinatorRefusedException {
        return downloads.stream()
                .filter(download -> download.digest().equals(shard.digest()))
                .findFirst()
                .orElseThrow(() -> new CoordinatorRefusedException(
                        200, null, "The snapshot's downloads lack the shard " + shard.digest() + "."));
    }

    private PoisonedFeatures read(Path file, SnapshotEntry entry, ShardEntry shard)
            throws IOException, ReleaseRefusedException, StepNotPossibleException {
        FeatureShard.Origin origin = new FeatureShard.Origin(
                bench.collaboration(), pulled.releaseDigest(), entry.dpmCommitment(), entry.rotation());
        try {
            return FeatureShard.read(
                    file,
                    new FeatureShard.Expectation(
                            shard,
                            origin,
                            pulled.manifest().featureShape(),
                            ElementType.valueOf(entry.rowType()),
                            bench.charter().classes().size()));
        } catch (HostileFileException | IllegalArgumentException e) {
            throw new ReleaseRefusedException(
                    "the pooled rows of " + entry.entity() + " are refused: " + e.getMessage());
        }
    }
}
