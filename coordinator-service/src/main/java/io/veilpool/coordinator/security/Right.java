package io.veilpool.coordinator.security;

/**
 * What an endpoint does, as far as permission is concerned. {@link CollaborationAccess} says who may. <em>Auditors</em> are those whom an
 * admin granted the collaboration; for all others it does not exist.
 */
public enum Right {
    /** See a collaboration and what its members share: active members, admins, auditors. */
    READ,
    /** Change a collaboration, and say who audits it: admins. */
    MANAGE,
    /** Hand something in as a member: active members. Services check that objects are the caller's own. */
    CONTRIBUTE,
    /** Take rows out of the pool: active members (their own: the service checks), admins, auditors (what is frozen: the service checks). */
    WITHDRAW,
    /** Have a measurement repeated: auditors. */
    ORDER_RERUN,
    /** Fetch releases and pooled rows: active members only, not even admins. */
    DOWNLOAD,
    /** See what one entity handed in: active members (their own: the service checks), admins, auditors. */
    READ_SUBMISSIONS,
    /** Read a collaboration's audit trail: admins, auditors. */
    READ_AUDIT,
    /** See the list of collaborations: anyone with a token; everybody sees only what READ allows. */
    LIST_COLLABORATIONS(false),
    /** Create a collaboration: admins. */
    OPEN_COLLABORATION(false),
    /** Make and list accounts: admins. */
    MANAGE_ACCOUNTS(false),
    /** Read the trail across collaborations: admins all of it, auditors what is about collaborations that were granted. */
    READ_WHOLE_AUDIT(false),
    /** Get checkpoints of the trail and proofs, which hold hashes only: anyone with a token. */
    CHECK_TRAIL(false);

    private final boolean ofACollaboration;

    Right() {
        this(true);
    }

    Right(boolean ofACollaboration) {
        this.ofACollaboration = ofACollaboration;
    }

    /** Whether the right is about one collaboration, named by the path variable {@code collaboration}. */
    public boolean ofACollaboration() {
        return ofACollaboration;
    }
}
