package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.security.Memberships;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers what security asks about members and auditors. */
@Component
class StoredMemberships implements Memberships {
    private final Collaborations collaborations;
    private final CollaboratingEntities members;
    private final Auditors auditors;

    StoredMemberships(Collaborations collaborations, CollaboratingEntities members, Auditors auditors) {
        this.collaborations = collaborations;
        this.members = members;
        this.auditors = auditors;
    }

    @Override
    @Transactional(readOnly = true)
    public boolean exists(UUID collaboration) {
        return collaborations.existsById(collaboration);
    }

    @Override
    @Transactional(readOnly = true)
    public Set<UUID> auditedBy(String person) {
        return auditors.findByPersonAndWithdrawnAtIsNull(person).stream()
                .map(Auditor::collaboration)
                .collect(Collectors.toSet());
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<EntityCredentials> credentials(UUID entity) {
        return members.findById(entity)
                .map(member -> new EntityCredentials(
                        member.id(), member.name(), member.collaboration(), member.publicKey(), member.active()));
    }
}
