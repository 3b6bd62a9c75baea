package io.veilpool.coordinator.security;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The one place that decides what a caller may do. */
@Component
public class CollaborationAccess {
    private final Memberships memberships;

    CollaborationAccess(Memberships memberships) {
        this.memberships = memberships;
    }

    /**
     * Refuses unless the caller has a right on a collaboration. An entity hears the same answer about a foreign
     * collaboration and about one that does not exist, and so does an auditor about one that was not granted.
     */
    public void require(Caller caller, UUID collaboration, Right right) {
        boolean allowed = switch (right) {
            case READ, READ_SUBMISSIONS, WITHDRAW -> isPerson(caller) || isMember(caller, collaboration);
            case CONTRIBUTE, DOWNLOAD -> isMember(caller, collaboration);
            case ORDER_RERUN -> caller.is(CallerRole.AUDITOR);
            case MANAGE -> caller.is(CallerRole.ADMIN);
            case READ_AUDIT -> isPerson(caller);
            case LIST_COLLABORATIONS, CHECK_TRAIL, OPEN_COLLABORATION, MANAGE_ACCOUNTS, READ_WHOLE_AUDIT -> false;
        };
        if (!allowed) {
            throw refusal(caller, right);
        }
        if (isPerson(caller) && !(sight(caller).shows(collaboration) && memberships.exists(collaboration))) {
            throw new RefusedException(ProblemType.NOT_FOUND, "There is no collaboration " + collaboration + ".");
        }
    }

    /** Refuses unless the caller has a right that is about no single collaboration. */
    public void require(Caller caller, Right right) {
        boolean allowed = switch (right) {
            case LIST_COLLABORATIONS, CHECK_TRAIL -> true;
            case OPEN_COLLABORATION, MANAGE_ACCOUNTS -> caller.is(CallerRole.ADMIN);
            case READ_WHOLE_AUDIT -> isPerson(caller);
            case READ, READ_SUBMISSIONS, CONTRIBUTE, WITHDRAW, ORDER_RERUN, DOWNLOAD, MANAGE, READ_AUDIT -> false;
        };
        if (!allowed) {
            throw refusal(caller, right);
        }
    }

    /** What a caller sees: entities their own collaboration, auditors those that an admin granted them. */
    public Sight sight(Caller caller) {
        return switch (caller.role()) {
            case ADMIN -> Sight.EVERYTHING;
            case AUDITOR -> Sight.of(memberships.auditedBy(caller.name()));
            // a caller is made of its token and of what the database says at this request: the membership is active
            case ENTITY -> Sight.of(Set.of(Objects.requireNonNull(caller.membership())));
        };
    }

    private boolean isMember(Caller caller, UUID collaboration) {
        return caller.is(CallerRole.ENTITY) && sight(caller).shows(collaboration);
    }

    private static boolean isPerson(Caller caller) {
        return caller.is(CallerRole.ADMIN) || caller.is(CallerRole.AUDITOR);
    }

    private static RefusedException refusal(Caller caller, Right right) {
        return new RefusedException(
                ProblemType.FORBIDDEN,
                "%s with role %s may not do this here (it needs the right %s)."
                        .formatted(caller.name(), caller.role(), right));
    }
}
