package io.veilpool.coordinator.collaboration;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

interface Officers extends Repository<Officer, UUID> {
    Officer saveAndFlush(Officer officer);

    Optional<Officer> findByIdAndEntity(UUID id, UUID entity);

    Optional<Officer> findByKeyFingerprint(String fingerprint);

    Optional<Officer> findByEntityAndNameAndRevokedAtIsNull(UUID entity, String name);
}
