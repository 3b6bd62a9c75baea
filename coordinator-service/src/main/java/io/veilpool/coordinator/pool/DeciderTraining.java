package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.artifact.DeciderPublication;
import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.settings.WorkerRole;
import io.veilpool.coordinator.storage.ObjectFiles;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.network.Engines;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.NetworkRole;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleasedNetwork;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.ComputeTurns;
import io.veilpool.model.training.DeciderConfig;
import io.veilpool.model.training.DeciderTrainer;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The coordinator's own decider: from a random start, on pooled rows alone, so it knows nothing that members do not share. Some of them
 * are left out ({@link HeldBackRows}), to compare one decider with another.
 * The seed comes from the settings or the snapshot's Merkle root: a training that was killed ends with the same decider when repeated.
 */
@Component
@WorkerRole
class DeciderTraining {
    private static final Logger LOG = LoggerFactory.getLogger(DeciderTraining.class);
    private static final String COORDINATOR = "coordinator";
    private static final int REPORT_EVERY = 50;

    private final SnapshotRepository snapshots;
    private final SnapshotService pool;
    private final ShardTable table;
    private final ReleaseService releases;
    private final DeciderPublication publication;
    private final PooledRows rows;
    private final ObjectFiles files;
    private final WorkerSettings worker;
    private final ComputeSettings compute;
    private final TransactionTemplate transactions;
    private final Clock clock;

    DeciderTraining(
            SnapshotRepository snapshots,
            SnapshotService pool,
            ShardTable table,
            ReleaseService releases,
            DeciderPublication publication,
            PooledRows rows,
            ObjectFiles files,
            WorkerSettings worker,
            ComputeSettings compute,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.snapshots = snapshots;
        this.pool = pool;
        this.table = table;
        this.releases = releases;
        this.publication = publication;
        this.rows = rows;
        this.files = files;
        this.worker = worker;
        this.compute = compute;
        this.transactions = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    void train(UUID id) {
        if (releases.hasDecider(id)) {
            return;
        }
        PoolSnapshot snapshot = snapshots.findById(id).orElseThrow();
        if (pool.isWithdrawn(snapshot)) {
            LOG.info("Rows of snapshot {} were withdrawn: it gets no decider", id);
            return;
        }
        ReleaseManifest network = releases.network(snapshot.collaborationId(), snapshot.releaseDigest())
                .orElseThrow()
                .manifest();
        try (ComputeTurns.Turn turn = ComputeTurns.take(compute.turnsFolder(), compute.turns())) {
            LOG.debug("Has its turn: {}", turn);
            train(snapshot, network);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            // returning would count as done, and the queue would forget the job
            throw new IllegalStateException("Stopped while waiting for a turn to train on snapshot " + id, stopped);
        } catch (HostileFileException | IOException e) {
            throw new IllegalStateException("Cannot train on snapshot " + id, e);
        }
    }

    private void train(PoolSnapshot snapshot, ReleaseManifest network) throws HostileFileException, IOException {
        Engines.threads(worker.processorThreads());
        List<PoisonedFeatures> pooled = rows.toTrainOn(snapshot.entries());
        long seed = worker.seed(snapshot.merkleRoot());
        DeciderConfig config =
                DeciderConfig.poolOnly().withSteps(worker.poolDecider().steps());
        Path file = files.temporary();
        try (Network start = Network.random(decider(network), seed);
                Network trained = DeciderTrainer.train(config, start, List.of(), pooled, seed, progress())) {
            PublishedNetworks.Written written = PublishedNetworks.writeDecider(file, trained);
            publish(snapshot, manifest(snapshot, network, written), file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Under the pool's lock, so that rows are not withdrawn between the last look and the publication. */
    private void publish(PoolSnapshot snapshot, ReleaseManifest manifest, Path file) throws IOException {
        try {
            transactions.executeWithoutResult(status -> {
                table.lockPool(snapshot.collaborationId());
                if (pool.isWithdrawn(snapshot)) {
                    LOG.info("Rows of snapshot {} were withdrawn meanwhile: its decider is dropped", snapshot.getId());
                    return;
                }
                try {
                    publication.publish(manifest, file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                LOG.info("Published the decider of snapshot {}", snapshot.getId());
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Architecture decider(ReleaseManifest network) {
        return network.networks().stream()
                .filter(part -> part.role() == NetworkRole.DECIDER)
                .map(ReleasedNetwork::architecture)
                .map(Architecture::parse)
                .findFirst()
                .orElseThrow();
    }

    private ReleaseManifest manifest(
            PoolSnapshot snapshot, ReleaseManifest network, PublishedNetworks.Written written) {
        return new ReleaseManifest(
                network.formatVersion(),
                network.collaboration(),
                network.charterVersion(),
                ReleaseKind.POOL_DECIDER,
                COORDINATOR,
                network.hookPoint(),
                network.featureShape(),
                written.networks(),
                written.digest(),
                written.bytes(),
                network.calibration(),
                snapshot.getId(),
                clock.instant());
    }

    private static Progress progress() {
        return (phase, step, steps, loss, rate) -> {
            if (step % REPORT_EVERY == 0 || step == steps) {
                LOG.info("Pool decider: step {}/{}, loss {}, {} rows/s", step, steps, loss, Math.round(rate));
            }
        };
    }
}
