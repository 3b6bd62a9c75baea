package io.veilpool.coordinator.pool;

import io.veilpool.model.protocol.ContributionState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface ContributionRepository extends JpaRepository<Contribution, UUID>, JpaSpecificationExecutor<Contribution> {
    Optional<Contribution> findByIdAndCollaborationId(UUID id, UUID collaboration);

    Optional<Contribution> findByCollaborationIdAndEntityIdAndManifestDigestAndStateNot(
            UUID collaboration, UUID entity, String manifestDigest, ContributionState state);

    /** In the order of a snapshot. */
    List<Contribution> findByCollaborationIdAndReleaseDigestAndStateOrderByEntityNameAscCreatedAtAscIdAsc(
            UUID collaboration, String releaseDigest, ContributionState state);

    List<Contribution> findByCollaborationIdAndEntityNameOrderByCreatedAtAscIdAsc(UUID collaboration, String entity);

    List<Contribution> findByCollaborationIdOrderByCreatedAtAscIdAsc(UUID collaboration);

    List<Contribution> findByStateInOrderByCreatedAtAscIdAsc(Set<ContributionState> states);

    @Query("select c.id from Contribution c where c.collaborationId = :collaboration and c.state = :state")
    Set<UUID> findIds(UUID collaboration, ContributionState state);

    /** Rows of each contribution of an entity's that was made with this DPM, unless it is in one of these states. */
    @Query("select c.rows from Contribution c where c.collaborationId = :collaboration and c.entityId = :entity"
            + " and c.dpmCommitment = :dpmCommitment and c.state not in :except")
    List<Integer> findRows(UUID collaboration, UUID entity, String dpmCommitment, Set<ContributionState> except);

    int countByCollaborationIdAndEntityIdAndState(UUID collaboration, UUID entity, ContributionState state);
}
