package io.veilpool.coordinator.pool;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;

interface WithdrawalRepository extends JpaRepository<Withdrawal, UUID> {
    Optional<Withdrawal> findByIdAndCollaborationId(UUID id, UUID collaboration);

    List<Withdrawal> findByCollaborationIdOrderByCreatedAtAscIdAsc(UUID collaboration);

    Page<Withdrawal> findByCollaborationId(UUID collaboration, Pageable page);

    Page<Withdrawal> findByCollaborationIdAndEntityName(UUID collaboration, String entity, Pageable page);
}
