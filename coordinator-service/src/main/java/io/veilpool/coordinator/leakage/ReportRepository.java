package io.veilpool.coordinator.leakage;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;

interface ReportRepository extends JpaRepository<StoredReport, UUID> {
    Optional<StoredReport> findByIdAndCollaborationId(UUID id, UUID collaboration);

    Optional<StoredReport> findByCollaborationIdAndEntityIdAndDigest(UUID collaboration, UUID entity, String digest);

    List<StoredReport> findByCollaborationIdOrderByCreatedAtAscIdAsc(UUID collaboration);

    Page<StoredReport> findByCollaborationId(UUID collaboration, Pageable page);

    Page<StoredReport> findByCollaborationIdAndEntityId(UUID collaboration, UUID entity, Pageable page);
}
