package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ReleaseView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The transactions around a validation. */
@Service
class ContributionDecisions {
    /**
     * @param release that the rows were made with
     * @param attempt from 1; counts on when a worker died
     */
    record Work(ContributionManifest manifest, ReleaseView release, Charter charter, int attempt) {}

    private final ContributionRepository contributions;
    private final ShardTable shards;
    private final ReleaseService releases;
    private final CollaborationService collaborations;
    private final ApplicationEventPublisher events;

    ContributionDecisions(
            ContributionRepository contributions,
            ShardTable shards,
            ReleaseService releases,
            CollaborationService collaborations,
            ApplicationEventPublisher events) {
        this.contributions = contributions;
        this.shards = shards;
        this.releases = releases;
        this.collaborations = collaborations;
        this.events = events;
    }

    /** Counts the attempt before it begins, because it may kill the process; empty when there is nothing to do. */
    @Transactional
    Optional<Work> begin(UUID id) {
        Contribution contribution = contributions.findById(id).orElseThrow();
        if (contribution.state() != ContributionState.UPLOADED) {
            return Optional.empty();
        }
        contribution.attempt();
        contributions.saveAndFlush(contribution);
        return releases.network(contribution.collaborationId(), contribution.releaseDigest())
                .map(release -> new Work(
                        contribution.manifest(),
                        release,
                        collaborations
                                .currentCharter(contribution.collaborationId())
                                .charter(),
                        contribution.attempts()));
    }

    @Transactional(readOnly = true)
    boolean isTurnedAway(UUID id) {
        ContributionState state = contributions.findById(id).orElseThrow().state();
        return state == ContributionState.REJECTED || state == ContributionState.QUARANTINED;
    }

    /** An attempt that failed for want of a service does not count. */
    @Transactional
    void postpone(UUID id) {
        Contribution contribution = contributions.findById(id).orElseThrow();
        contribution.postpone();
        contributions.saveAndFlush(contribution);
    }

    /** Takes the rows into the pool unless too many of them are there already; answers whether it did. */
    @Transactional
    boolean accept(UUID id, RowDigests rows) {
        Contribution contribution = contributions.findById(id).orElseThrow();
        UUID collaboration = contribution.collaborationId();
        shards.lockPool(collaboration);
        int count = contribution.manifest().rows();
        long repeats = shards.repeats(collaboration, rows);
        if (repeats > RowScan.MAX_REPEATED * count) {
            reject(
                    contribution,
                    List.of(repeats + " of " + count + " rows are in the pool already; at most "
                            + (int) (RowScan.MAX_REPEATED * count) + " may be."));
            return false;
        }
        contribution.accept();
        contributions.saveAndFlush(contribution);
        shards.insertIndex(id, collaboration, rows);
        events.publishEvent(new Audited(
                "contribution-accepted", "contribution " + id, collaboration, Map.of("rows", Integer.toString(count))));
        return true;
    }

    @Transactional
    void reject(UUID id, List<String> reasons) {
        reject(contributions.findById(id).orElseThrow(), reasons);
    }

    /** Like a rejection, but final for this manifest, and by another name in the trail: somebody should look at how the rows were made. */
    @Transactional
    void quarantine(UUID id, String reason) {
        Contribution contribution = contributions.findById(id).orElseThrow();
        contribution.quarantine(List.of(reason));
        turnedAway(contribution, "contribution-quarantined", List.of(reason));
    }

    private void reject(Contribution contribution, List<String> reasons) {
        contribution.reject(reasons);
        turnedAway(contribution, "contribution-rejected", reasons);
    }

    private void turnedAway(Contribution contribution, String action, List<String> reasons) {
        contributions.saveAndFlush(contribution);
        shards.release(contribution.id());
        events.publishEvent(new Audited(
                action,
                "contribution " + contribution.id(),
                contribution.collaborationId(),
                Map.of("reasons", String.join(" ", reasons))));
    }
}
