package io.veilpool.coordinator.pool;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;

interface SnapshotRepository extends JpaRepository<PoolSnapshot, UUID> {
    Optional<PoolSnapshot> findByIdAndCollaborationId(UUID id, UUID collaboration);

    Optional<PoolSnapshot> findFirstByCollaborationIdOrderByNumberDesc(UUID collaboration);

    List<PoolSnapshot> findByCollaborationIdOrderByNumber(UUID collaboration);

    Page<PoolSnapshot> findByCollaborationId(UUID collaboration, Pageable page);
}
