package io.veilpool.coordinator.leakage;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface ReportRepository extends JpaRepository<StoredReport, UUID>, JpaSpecificationExecutor<StoredReport> {
    Optional<StoredReport> findByIdAndCollaborationId(UUID id, UUID collaboration);

    Optional<StoredReport> findByCollaborationIdAndEntityIdAndDigest(UUID collaboration, UUID entity, String digest);

    List<StoredReport> findByCollaborationIdOrderByCreatedAtAscIdAsc(UUID collaboration);

    /** Until the transaction ends nobody else keeps a report of this entity; always false. */
    @Query(
            value = "select pg_advisory_xact_lock(hashtextextended('reports ' || cast(?1 as text), 0)) is null",
            nativeQuery = true)
    boolean lockReports(UUID entity);
}
