package io.veilpool.coordinator.audit;

import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;

/** The trail's table: entries are added and read, nothing else. */
interface AuditEntries extends Repository<AuditEntry, Long> {
    AuditEntry save(AuditEntry entry);

    Page<AuditEntry> findByCollaboration(UUID collaboration, Pageable page);

    Page<AuditEntry> findAll(Pageable page);
}
