package io.veilpool.coordinator.refinement;

import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;

interface RefinementRepository extends JpaRepository<ReportedRefinement, UUID> {
    Page<ReportedRefinement> findByCollaborationId(UUID collaboration, Pageable page);
}
