package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.artifact.DeciderPublication;
import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.settings.WorkerRole;
import io.veilpool.coordinator.storage.ObjectFiles;
import io.veilpool.coordinator.storage.StoredObject;
import io.veilpool.coordinator.storage.Uploads;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.network.Engines;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.NetworkRole;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleasedNetwork;
import io.veilpool.model.protocol.SnapshotEntry;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.ComputeTurns;
import io.veilpool.model.training.DeciderConfig;
import io.veilpool.model.training.DeciderTrainer;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The coordinator's own decider: from a random start, on pooled rows alone, so it knows nothing that members do not share.
 * The seed comes from the settings or the snapshot's Merkle root: a training that was killed ends with the same decider when repeated.
 */
@Component
@WorkerRole
class DeciderTraining {
    private static final Logger LOG = LoggerFactory.getLogger(DeciderTraining.class);
    private static final String COORDINATOR = "coordinator";
    private static final int REPORT_EVERY = 50;

    private final SnapshotRepository snapshots;
    private final ContributionRepository contributions;
    private final ReleaseService releases;
    private final DeciderPublication publication;
    private final ShardFiles shards;
    private final Uploads uploads;
    private final ObjectFiles files;
    private final WorkerSettings worker;
    private final ComputeSettings compute;
    private final Clock clock;

    DeciderTraining(
            SnapshotRepository snapshots,
            ContributionRepository contributions,
            ReleaseService releases,
            DeciderPublication publication,
            ShardFiles shards,
            Uploads uploads,
            ObjectFiles files,
            WorkerSettings worker,
            ComputeSettings compute,
            Clock clock) {
        this.snapshots = snapshots;
        this.contributions = contributions;
        this.releases = releases;
        this.publication = publication;
        this.shards = shards;
        this.uploads = uploads;
        this.files = files;
        this.worker = worker;
        this.compute = compute;
        this.clock = clock;
    }

    void train(UUID id) {
        if (releases.hasDecider(id)) {
            return;
        }
        PoolSnapshot snapshot = snapshots.findById(id).orElseThrow();
        ReleaseManifest network = releases.network(
                        snapshot.collaborationId(), snapshot.view().releaseDigest())
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
        List<PoisonedFeatures> rows = rows(snapshot);
        long seed = worker.seed(snapshot.merkleRoot());
        DeciderConfig config =
                DeciderConfig.poolOnly().withSteps(worker.poolDecider().steps());
        Path file = files.temporary();
        try (Network start = Network.random(decider(network), seed);
                Network trained = DeciderTrainer.train(config, start, List.of(), rows, seed, progress())) {
            PublishedNetworks.Written written = PublishedNetworks.writeDecider(file, trained);
            publication.publish(manifest(snapshot, network, written), file);
            LOG.info("Published the decider of snapshot {}", snapshot.getId());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private List<PoisonedFeatures> rows(PoolSnapshot snapshot) throws HostileFileException, IOException {
        List<PoisonedFeatures> rows = new ArrayList<>();
        for (SnapshotEntry entry : snapshot.entries()) {
            ContributionManifest said =
                    contributions.findById(entry.contribution()).orElseThrow().manifest();
            List<StoredObject> objects = uploads.objects(entry.contribution());
            for (int i = 0; i < objects.size(); i++) {
                rows.add(shards.read(said, said.shards().get(i), objects.get(i)));
            }
        }
        return rows;
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
