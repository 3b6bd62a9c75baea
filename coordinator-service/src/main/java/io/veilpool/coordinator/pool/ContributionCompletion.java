package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.storage.Uploads;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.ProblemType;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Puts a contribution's parts together, then queues it. The store, which may be slow, is asked before the transaction that holds the
 * collaboration; a process that dies between leaves the contribution DECLARED, and the completion is sent again.
 */
@Service
class ContributionCompletion {
    private final ContributionService contributions;
    private final CollaborationService collaborations;
    private final Uploads uploads;

    ContributionCompletion(ContributionService contributions, CollaborationService collaborations, Uploads uploads) {
        this.contributions = contributions;
        this.collaborations = collaborations;
        this.uploads = uploads;
    }

    ContributionView complete(UUID collaboration, UUID id, Caller caller) {
        Contribution contribution = contributions.own(collaboration, id, caller);
        if (contribution.state() != ContributionState.DECLARED) {
            return contribution.view();
        }
        CollaborationState state = collaborations.state(collaboration);
        if (state != CollaborationState.SHARING) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "The collaboration is " + state + "; contributions are completed while it is SHARING.",
                    Map.of("state", state.name()));
        }
        uploads.complete(id);
        return contributions.queue(collaboration, id, caller);
    }
}
