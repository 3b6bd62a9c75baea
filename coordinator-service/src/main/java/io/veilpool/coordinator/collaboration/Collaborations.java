package io.veilpool.coordinator.collaboration;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface Collaborations extends JpaRepository<Collaboration, UUID> {
    /** For changing it: others wait until this transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select c from Collaboration c where c.id = :id")
    Optional<Collaboration> findForChange(UUID id);

    /** For relying on its state: changes wait until this transaction ends, other readers do not. */
    @Lock(LockModeType.PESSIMISTIC_READ)
    @Query("select c from Collaboration c where c.id = :id")
    Optional<Collaboration> findAndHold(UUID id);

    Page<Collaboration> findByIdIn(Set<UUID> ids, Pageable page);

    boolean existsByName(String name);
}
