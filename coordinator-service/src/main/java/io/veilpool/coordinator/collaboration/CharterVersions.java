package io.veilpool.coordinator.collaboration;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;

interface CharterVersions extends Repository<CharterVersion, UUID> {
    CharterVersion save(CharterVersion version);

    Optional<CharterVersion> findByCollaborationAndNumber(UUID collaboration, int number);

    List<CharterVersion> findByCollaborationOrderByNumber(UUID collaboration);

    Page<CharterVersion> findByCollaboration(UUID collaboration, Pageable page);
}
