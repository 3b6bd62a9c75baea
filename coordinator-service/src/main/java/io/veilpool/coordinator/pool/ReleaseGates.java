package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.settings.WorkerRole;
import io.veilpool.coordinator.storage.ObjectFiles;
import io.veilpool.model.gate.ProtectionGate;
import io.veilpool.model.network.Engines;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.GateCalibration;
import io.veilpool.model.protocol.ReleaseManifest;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** Opens the gate of the release that a contribution was made with. */
@Component
@WorkerRole
class ReleaseGates {
    private final ReleaseService releases;
    private final ObjectFiles files;
    private final WorkerSettings worker;

    ReleaseGates(ReleaseService releases, ObjectFiles files, WorkerSettings worker) {
        this.releases = releases;
        this.files = files;
        this.worker = worker;
    }

    /**
     * The gate of a contribution's release; an open door if its publisher could not fit one.
     *
     * @throws ReleaseRefusedException if the release's networks cannot be used
     */
    ReleaseGate open(ContributionDecisions.Work work) throws ReleaseRefusedException, IOException {
        ReleaseManifest release = work.release().manifest();
        GateCalibration calibration = release.calibration().gate();
        if (calibration == null) {
            return new ReleaseGate(null);
        }
        Engines.threads(worker.processorThreads());
        try (ObjectFiles.Fetched weights =
                        files.fetch(releases.weights(work.release().id()));
                PublishedNetworks networks = PublishedNetworks.open(release, weights.file(), work.charter())) {
            return new ReleaseGate(new ProtectionGate(networks, calibration));
        }
    }
}
