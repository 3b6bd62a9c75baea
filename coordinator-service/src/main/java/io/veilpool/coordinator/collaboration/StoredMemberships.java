package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.security.Memberships;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers what security asks about members. */
@Component
class StoredMemberships implements Memberships {
    private final Collaborations collaborations;
    private final CollaboratingEntities members;

    StoredMemberships(Collaborations collaborations, CollaboratingEntities members) {
        this.collaborations = collaborations;
        this.members = members;
    }

    @Override
    @Transactional(readOnly = true)
    public boolean exists(UUID collaboration) {
        return collaborations.existsById(collaboration);
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<EntityCredentials> credentials(UUID entity) {
        return members.findById(entity)
                .map(member -> new EntityCredentials(
                        member.id(), member.name(), member.collaboration(), member.publicKey(), member.active()));
    }
}
