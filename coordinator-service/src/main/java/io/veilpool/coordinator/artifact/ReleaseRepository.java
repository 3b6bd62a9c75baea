package io.veilpool.coordinator.artifact;

import io.veilpool.model.protocol.ReleaseKind;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;

interface ReleaseRepository extends JpaRepository<Release, UUID> {
    Optional<Release> findByIdAndCollaborationId(UUID id, UUID collaboration);

    Optional<Release> findFirstByCollaborationIdAndDigestAndStateNot(
            UUID collaboration, String digest, ReleaseState excluded);

    Optional<Release> findFirstByCollaborationIdAndKindAndStateOrderByCreatedAtDesc(
            UUID collaboration, ReleaseKind kind, ReleaseState state);

    boolean existsBySnapshotId(UUID snapshot);

    Optional<Release> findFirstBySnapshotIdAndStateNot(UUID snapshot, ReleaseState excluded);

    Optional<Release> findFirstBySnapshotIdAndState(UUID snapshot, ReleaseState state);

    List<Release> findBySnapshotIdInAndStateOrderByCreatedAtAscIdAsc(Collection<UUID> snapshots, ReleaseState state);

    List<Release> findByCollaborationIdOrderByCreatedAtAscIdAsc(UUID collaboration);

    Page<Release> findByCollaborationId(UUID collaboration, Pageable page);

    Page<Release> findByCollaborationIdAndKind(UUID collaboration, ReleaseKind kind, Pageable page);
}
