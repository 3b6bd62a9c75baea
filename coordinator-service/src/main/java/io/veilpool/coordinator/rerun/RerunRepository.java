package io.veilpool.coordinator.rerun;

import io.veilpool.model.protocol.RerunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;

interface RerunRepository extends JpaRepository<Rerun, UUID> {
    Optional<Rerun> findByIdAndCollaborationId(UUID id, UUID collaboration);

    List<Rerun> findByCollaborationIdOrderByCreatedAtAscIdAsc(UUID collaboration);

    List<Rerun> findByCollaborationIdAndEntityNameAndDpmCommitment(UUID collaboration, String entity, String dpm);

    List<Rerun> findByStateAndDueAtBefore(RerunState state, Instant moment);

    Page<Rerun> findByCollaborationIdAndStateIn(UUID collaboration, Set<RerunState> states, Pageable page);

    Page<Rerun> findByCollaborationIdAndEntityNameAndStateIn(
            UUID collaboration, String entity, Set<RerunState> states, Pageable page);
}
