package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.security.Audited;
import io.veilpool.model.protocol.ContributionState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Door of the room for who watches over rows that are in the pool: keeps those of one DPM out of new snapshots, and lets them in again. */
@Service
public class RowsInUse {
    private static final Set<ContributionState> IN_USE = Set.of(ContributionState.ACCEPTED, ContributionState.FROZEN);

    private final ContributionRepository contributions;
    private final ShardTable shards;
    private final ApplicationEventPublisher events;

    RowsInUse(ContributionRepository contributions, ShardTable shards, ApplicationEventPublisher events) {
        this.contributions = contributions;
        this.shards = shards;
        this.events = events;
    }

    /**
     * A DPM whose rows are in the pool.
     *
     * @param report that its rows were accepted with
     */
    public record Dpm(UUID collaboration, String entity, String commitment, UUID report) {}

    /** DPMs of all collaborations that have rows in the pool, frozen ones included. */
    @Transactional(readOnly = true)
    public Set<Dpm> dpms() {
        Set<Dpm> found = new LinkedHashSet<>();
        for (Contribution contribution : contributions.findByStateInOrderByCreatedAtAscIdAsc(IN_USE)) {
            found.add(new Dpm(
                    contribution.collaborationId(),
                    contribution.entityName(),
                    contribution.manifest().dpmCommitment(),
                    contribution.reportId()));
        }
        return found;
    }

    /** Keeps rows of that DPM out of new snapshots; those that hold them already stay. */
    @Transactional
    public void freeze(UUID collaboration, String entity, String commitment, String why) {
        change(
                collaboration,
                entity,
                commitment,
                ContributionState.ACCEPTED,
                "contribution-frozen",
                each -> each.freeze(why));
    }

    /** Lets what was frozen into new snapshots again. */
    @Transactional
    public void thaw(UUID collaboration, String entity, String commitment) {
        change(collaboration, entity, commitment, ContributionState.FROZEN, "contribution-thawed", Contribution::thaw);
    }

    private void change(
            UUID collaboration,
            String entity,
            String commitment,
            ContributionState from,
            String action,
            Consumer<Contribution> change) {
        shards.lockPool(collaboration); // no snapshot is built meanwhile
        List<Contribution> all =
                contributions.findByCollaborationIdAndEntityNameOrderByCreatedAtAscIdAsc(collaboration, entity);
        for (Contribution contribution : all) {
            if (contribution.state() == from
                    && contribution.manifest().dpmCommitment().equals(commitment)) {
                change.accept(contribution);
                contributions.saveAndFlush(contribution);
                events.publishEvent(new Audited(
                        action, "contribution " + contribution.id(), collaboration, Map.of("dpm", commitment)));
            }
        }
    }
}
