package io.veilpool.coordinator.leakage;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

interface ReportRepository extends JpaRepository<StoredReport, UUID>, JpaSpecificationExecutor<StoredReport> {
    Optional<StoredReport> findByIdAndCollaborationId(UUID id, UUID collaboration);

    Optional<StoredReport> findByCollaborationIdAndEntityIdAndDigest(UUID collaboration, UUID entity, String digest);

    List<StoredReport> findByCollaborationIdOrderByCreatedAtAscIdAsc(UUID collaboration);
}
