package io.veilpool.coordinator.collaboration;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

interface CollaboratingEntities extends Repository<CollaboratingEntity, UUID> {
    CollaboratingEntity saveAndFlush(CollaboratingEntity entity);

    Optional<CollaboratingEntity> findById(UUID id);

    Optional<CollaboratingEntity> findByKeyFingerprint(String fingerprint);

    List<CollaboratingEntity> findByCollaborationOrderByNameAscEnrolledAtAsc(UUID collaboration);

    Optional<CollaboratingEntity> findByCollaborationAndNameAndActiveTrue(UUID collaboration, String name);
}
