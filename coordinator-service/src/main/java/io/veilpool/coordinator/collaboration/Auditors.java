package io.veilpool.coordinator.collaboration;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;

interface Auditors extends Repository<Auditor, UUID> {
    Auditor saveAndFlush(Auditor auditor);

    List<Auditor> findByPersonAndWithdrawnAtIsNull(String person);

    Optional<Auditor> findByCollaborationAndPersonAndWithdrawnAtIsNull(UUID collaboration, String person);

    Optional<Auditor> findByIdAndCollaboration(UUID id, UUID collaboration);

    Page<Auditor> findByCollaboration(UUID collaboration, Pageable page);
}
