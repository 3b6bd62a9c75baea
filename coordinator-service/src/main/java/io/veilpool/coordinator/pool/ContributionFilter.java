package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.web.QueryValues;
import io.veilpool.model.protocol.ContributionState;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * Which contributions of a list are wanted; null: all.
 *
 * @param snapshot that they are in
 * @param since    declared then or later
 */
record ContributionFilter(
        @Nullable String entity,
        @Nullable ContributionState state,
        @Nullable UUID snapshot,
        @Nullable Instant since) {
    private static final String SNAPSHOT =
            "the id of a snapshot of this collaboration, as the list of snapshots has it";

    /** As the query has them; refuses what is no value of a filter with INVALID_REQUEST. */
    static ContributionFilter of(
            @Nullable String entity, @Nullable String state, @Nullable String snapshot, @Nullable String since) {
        return new ContributionFilter(
                QueryValues.entity("entity", entity),
                QueryValues.oneOf("state", state, ContributionState.class),
                QueryValues.id("snapshot", snapshot, SNAPSHOT),
                QueryValues.time("since", since));
    }

    /** What is wanted of a collaboration; refuses a snapshot that is not in it with INVALID_REQUEST. */
    Specification<Contribution> in(UUID collaboration, SnapshotRepository snapshots) {
        Specification<Contribution> wanted = equal("collaborationId", collaboration)
                .and(equal("entityName", entity))
                .and(equal("state", state))
                .and((contribution, query, is) -> since == null
                        ? is.conjunction()
                        : is.greaterThanOrEqualTo(contribution.get("createdAt"), since));
        if (snapshot == null) {
            return wanted;
        }
        Set<UUID> held = snapshots
                .findByIdAndCollaborationId(snapshot, collaboration)
                .map(PoolSnapshot::contributions)
                .orElseThrow(() -> QueryValues.invalid("snapshot", SNAPSHOT));
        return wanted.and((contribution, query, is) -> contribution.get("id").in(held));
    }

    private static Specification<Contribution> equal(String attribute, @Nullable Object value) {
        return (contribution, query, is) ->
                value == null ? is.conjunction() : is.equal(contribution.get(attribute), value);
    }
}
