package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.settings.WorkerRole;
import io.veilpool.coordinator.storage.StoredObject;
import io.veilpool.coordinator.storage.Uploads;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The worker's check of a contribution: every row before any of them can be in a snapshot. May be run again at any time. */
@Component
@WorkerRole
class ContributionValidation {
    private static final Logger LOG = LoggerFactory.getLogger(ContributionValidation.class);
    private static final int MAX_ATTEMPTS = 5;
    private static final int MAX_REASONS = 10;

    private final ContributionDecisions decisions;
    private final ShardFiles shards;
    private final Uploads uploads;
    private final ReleaseGates gates;

    ContributionValidation(ContributionDecisions decisions, ShardFiles shards, Uploads uploads, ReleaseGates gates) {
        this.decisions = decisions;
        this.shards = shards;
        this.uploads = uploads;
        this.gates = gates;
    }

    void validate(UUID id) {
        Optional<ContributionDecisions.Work> work = decisions.begin(id);
        if (work.isEmpty()) {
            if (decisions.isTurnedAway(id)) {
                uploads.discard(id); // perhaps a worker died between turning it away and discarding
            }
            return;
        }
        try {
            decide(id, work.get());
        } catch (RefusedException e) {
            if (e.type() == ProblemType.UNAVAILABLE) {
                decisions.postpone(id);
            }
            throw e;
        } catch (IOException e) {
            decisions.postpone(id);
            throw new UncheckedIOException("Cannot read contribution " + id, e);
        }
    }

    private void decide(UUID id, ContributionDecisions.Work work) throws IOException {
        if (work.attempt() > MAX_ATTEMPTS) {
            reject(
                    id,
                    List.of(
                            "The rows could not be checked: the check broke off " + MAX_ATTEMPTS
                                    + " times. Make the contribution again; should that fail too, ask the coordinator's admin."));
            return;
        }
        RowScan scan = new RowScan(
                work.manifest(), RowBounds.of(work.release().manifest().calibration()));
        List<String> problems;
        Optional<String> unprotected;
        try (ReleaseGate gate = gates.open(work)) {
            problems = problems(id, work.manifest(), scan, gate);
            unprotected = gate.problem();
        } catch (ReleaseRefusedException e) {
            reject(
                    id,
                    List.of("The rows could not be checked, because the release that they were made with is unusable: "
                            + e.getMessage() + "."));
            return;
        }
        if (!problems.isEmpty()) {
            reject(id, problems.subList(0, Math.min(MAX_REASONS, problems.size())));
        } else if (unprotected.isPresent()) {
            quarantine(id, unprotected.get());
        } else if (decisions.accept(id, scan.digests())) {
            LOG.info(
                    "Contribution {} is accepted with {} rows",
                    id,
                    work.manifest().rows());
        } else {
            uploads.discard(id);
        }
    }

    private List<String> problems(UUID id, ContributionManifest said, RowScan scan, ReleaseGate gate)
            throws IOException {
        List<StoredObject> objects = uploads.objects(id);
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < said.shards().size(); i++) {
            try {
                PoisonedFeatures rows = shards.read(said, said.shards().get(i), objects.get(i));
                scan.add(rows);
                gate.add(rows);
            } catch (HostileFileException e) {
                problems.add(
                        "Shard " + (i + 1) + " of " + said.shards().size() + " is refused: " + e.getMessage() + ".");
            }
        }
        return problems.isEmpty() ? scan.problems() : problems;
    }

    private void reject(UUID id, List<String> reasons) {
        decisions.reject(id, reasons);
        LOG.info("Contribution {} is rejected: {}", id, reasons);
        uploads.discard(id);
    }

    private void quarantine(UUID id, String reason) {
        decisions.quarantine(id, reason);
        LOG.info("Contribution {} is quarantined: {}", id, reason);
        uploads.discard(id);
    }
}
