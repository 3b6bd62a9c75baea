package io.veilpool.coordinator.collaboration;

import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.MemberView;
import java.util.Optional;
import java.util.UUID;

/** Door of the room: what other rooms ask about a collaboration. Access is decided before; unknown ids are refused with NOT_FOUND. */
public interface CollaborationService {
    CollaborationView view(UUID collaboration);

    CharterView currentCharter(UUID collaboration);

    CollaborationState state(UUID collaboration);

    /**
     * Refuses with WRONG_STATE unless the collaboration is in one of the states, and holds it there until the
     * surrounding transaction ends.
     */
    void requireState(UUID collaboration, CollaborationState... allowed);

    /** A member, active or not. */
    MemberView member(UUID entity);

    Optional<MemberView> memberNamed(UUID collaboration, String name);

    /** The current charter; refused with WRONG_STATE unless the entity accepted that very version. */
    CharterView requireAcceptedCharter(UUID collaboration, UUID entity);
}
