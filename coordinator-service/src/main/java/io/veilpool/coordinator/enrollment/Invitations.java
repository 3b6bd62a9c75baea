package io.veilpool.coordinator.enrollment;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;

interface Invitations extends JpaRepository<Invitation, UUID> {
    /** For using it up: of two that come at once, the second waits and finds it used. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<Invitation> findByCodeHash(String codeHash);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<Invitation> findByIdAndCollaboration(UUID id, UUID collaboration);

    Page<Invitation> findByCollaboration(UUID collaboration, Pageable page);
}
