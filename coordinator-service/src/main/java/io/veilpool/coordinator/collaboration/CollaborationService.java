package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.CollaborationAccess;
import io.veilpool.coordinator.security.Sight;
import io.veilpool.coordinator.web.Etags;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.OpenCollaboration;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.ProblemType;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Sort;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Door of the room. Access is decided before; unknown ids are refused with NOT_FOUND. Every change locks the
 * collaboration's row, so that states, charters and members change one after the other.
 */
@Service
@Transactional
public class CollaborationService {
    private final Collaborations collaborations;
    private final CharterVersions charters;
    private final CollaboratingEntities members;
    private final Officers officers;
    private final CollaborationAccess access;
    private final ObjectProvider<SharingCondition> conditions;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    CollaborationService(
            Collaborations collaborations,
            CharterVersions charters,
            CollaboratingEntities members,
            Officers officers,
            CollaborationAccess access,
            ObjectProvider<SharingCondition> conditions,
            ApplicationEventPublisher events,
            Clock clock) {
        this.collaborations = collaborations;
        this.charters = charters;
        this.members = members;
        this.officers = officers;
        this.access = access;
        this.conditions = conditions;
        this.events = events;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public CollaborationView view(UUID collaboration) {
        return versioned(found(collaboration)).view();
    }

    @Transactional(readOnly = true)
    public CharterView currentCharter(UUID collaboration) {
        return charter(found(collaboration)).view();
    }

    /** All versions of the charter, the first one first. */
    @Transactional(readOnly = true)
    public List<CharterView> charters(UUID collaboration) {
        return charters.findByCollaborationOrderByNumber(collaboration).stream()
                .map(CharterVersion::view)
                .toList();
    }

    @Transactional(readOnly = true)
    public CollaborationState state(UUID collaboration) {
        return found(collaboration).state();
    }

    /**
     * Refuses with WRONG_STATE unless the collaboration is in one of the states, and holds it there until the
     * surrounding transaction ends.
     */
    public void requireState(UUID collaboration, CollaborationState... allowed) {
        refuseUnlessIn(held(collaboration), allowed);
    }

    /** The collaboration's state, in which it is held until the surrounding transaction ends. */
    public CollaborationState holdState(UUID collaboration) {
        return held(collaboration).state();
    }

    private Collaboration held(UUID collaboration) {
        return collaborations.findAndHold(collaboration).orElseThrow(() -> unknown(collaboration));
    }

    /** A member, active or not. */
    @Transactional(readOnly = true)
    public MemberView member(UUID entity) {
        return foundMember(entity).view();
    }

    /**
     * The member that is about to hand in what it signed. It stays active until the surrounding transaction ends, so that the trail tells of
     * what was taken before it tells of a revocation.
     *
     * @throws RefusedException WRONG_STATE if its key was revoked, also while the request was on its way
     */
    public MemberView holdSigner(UUID collaboration, UUID entity) {
        held(collaboration);
        CollaboratingEntity member = foundMember(entity);
        member.requireActive();
        return member.view();
    }

    /** The active member of that name. */
    @Transactional(readOnly = true)
    public Optional<MemberView> memberNamed(UUID collaboration, String name) {
        return members.findByCollaborationAndNameAndActiveTrue(collaboration, name)
                .map(CollaboratingEntity::view);
    }

    /** The current charter; refused with WRONG_STATE unless the entity accepted that very version. */
    @Transactional(readOnly = true)
    public CharterView requireAcceptedCharter(UUID collaboration, UUID entity) {
        CharterView current = currentCharter(collaboration);
        CollaboratingEntity member = foundMember(entity);
        if (!member.collaboration().equals(collaboration) || member.acceptedCharter() != current.version()) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "The charter's current version is %d; %s accepted version %d. Read it and accept it first."
                            .formatted(current.version(), member.name(), member.acceptedCharter()),
                    Map.of("currentVersion", current.version(), "acceptedVersion", member.acceptedCharter()));
        }
        return current;
    }

    /** Makes a new member; called by the room that checked the invitation. Enrolling accepts the current charter. */
    public MemberView admit(UUID collaboration, String name, String publicKey, String fingerprint) {
        Collaboration changed = forChange(collaboration);
        refuseUnlessIn(changed, CollaborationState.OPEN, CollaborationState.SHARING);
        if (members.findByCollaborationAndNameAndActiveTrue(collaboration, name).isPresent()) {
            throw new RefusedException(
                    ProblemType.ALREADY_EXISTS, "An entity " + name + " is a member already; revoke it first.");
        }
        if (members.findByKeyFingerprint(fingerprint).isPresent()
                || officers.findByKeyFingerprint(fingerprint).isPresent()) {
            throw new RefusedException(
                    ProblemType.ALREADY_EXISTS,
                    "This public key was enrolled before, or is an officer's. Make a new key pair.");
        }
        CollaboratingEntity member = members.saveAndFlush(new CollaboratingEntity(
                collaboration, name, publicKey, fingerprint, changed.charterVersion(), clock.instant()));
        changed.touch();
        audit(
                "entity-enrolled",
                "entity " + name + " " + member.id(),
                collaboration,
                Map.of("keyFingerprint", fingerprint, "charterVersion", Integer.toString(changed.charterVersion())));
        return member.view();
    }

    /**
     * Ends a membership and revokes its key: the entity's tokens are refused from the next request on, and so is what is signed with the
     * key. What it handed in before stays, and stays valid.
     */
    public void revoke(UUID collaboration, UUID entity) {
        Collaboration changed = forChange(collaboration);
        CollaboratingEntity member = members.findById(entity)
                .filter(known -> known.collaboration().equals(collaboration))
                .orElseThrow(() ->
                        new RefusedException(ProblemType.NOT_FOUND, "The collaboration has no member " + entity + "."));
        member.revoke(clock.instant());
        changed.touch();
        audit(
                "entity-revoked",
                "entity " + member.name() + " " + entity,
                collaboration,
                Map.of("keyFingerprint", member.keyFingerprint()));
    }

    /** The member that enrolled with a key, active or not. */
    @Transactional(readOnly = true)
    public Optional<MemberView> memberWithKey(UUID collaboration, String fingerprint) {
        return members.findByKeyFingerprint(fingerprint)
                .filter(member -> member.collaboration().equals(collaboration))
                .map(CollaboratingEntity::view);
    }

    Versioned open(OpenCollaboration request) {
        String name = request.name().strip();
        if (name.isEmpty() || name.length() > 100) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "name must have 1 to 100 characters, had " + name.length() + ".",
                    Map.of("length", name.length()));
        }
        CharterRules.check(request.charter());
        if (collaborations.existsByName(name)) {
            throw new RefusedException(ProblemType.ALREADY_EXISTS, "A collaboration has this name already.");
        }
        Collaboration made = collaborations.saveAndFlush(new Collaboration(UUID.randomUUID(), name, clock.instant()));
        charters.save(new CharterVersion(made.id(), 1, request.charter(), clock.instant()));
        audit(
                "collaboration-opened",
                "collaboration " + made.id(),
                made.id(),
                Map.of("name", name, "charter", CharterChanges.digest(request.charter())));
        return versioned(made);
    }

    @Transactional(readOnly = true)
    Versioned read(UUID collaboration) {
        return versioned(found(collaboration));
    }

    @Transactional(readOnly = true)
    Page<CollaborationView> list(Caller caller, Paging paging) {
        var page = paging.sorted(Sort.by("createdAt", "id"));
        Sight sight = access.sight(caller);
        var visible = sight.everything()
                ? collaborations.findAll(page)
                : collaborations.findByIdIn(sight.collaborations(), page);
        return Paging.of(visible, found -> versioned(found).view());
    }

    @Transactional(readOnly = true)
    Page<CharterView> charters(UUID collaboration, Paging paging) {
        return Paging.of(
                charters.findByCollaboration(collaboration, paging.sorted(Sort.by("number"))), CharterVersion::view);
    }

    Versioned changeCharter(UUID collaboration, Charter next, long seen) {
        Collaboration changed = unchangedSince(collaboration, seen);
        refuseUnlessIn(changed, CollaborationState.DRAFT, CollaborationState.OPEN, CollaborationState.SHARING);
        CharterRules.check(next);
        Charter current = charter(changed).charter();
        if (changed.state() == CollaborationState.SHARING) {
            CharterChanges.refuseBeyondLimits(current, next);
        }
        if (next.equals(current)) {
            return versioned(changed);
        }
        int number = changed.nextCharter();
        charters.save(new CharterVersion(collaboration, number, next, clock.instant()));
        audit("charter-changed", "charter " + number, collaboration, CharterChanges.describe(current, next));
        return versioned(collaborations.saveAndFlush(changed));
    }

    Versioned changeState(UUID collaboration, CollaborationState next, long seen) {
        Collaboration changed = unchangedSince(collaboration, seen);
        CollaborationState before = changed.state();
        changed.advance(next);
        if (next == CollaborationState.SHARING) {
            refuseUnlessReadyToShare(changed);
        }
        audit(
                "collaboration-" + next.name().toLowerCase(java.util.Locale.ROOT),
                "collaboration " + collaboration,
                collaboration,
                Map.of("from", before.name(), "to", next.name()));
        return versioned(collaborations.saveAndFlush(changed));
    }

    MemberView acceptCharter(UUID collaboration, UUID entity, int version) {
        Collaboration changed = forChange(collaboration);
        if (version != changed.charterVersion()) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "Only the current version %d of the charter can be accepted, not %d."
                            .formatted(changed.charterVersion(), version),
                    Map.of("currentVersion", changed.charterVersion()));
        }
        CollaboratingEntity member = foundMember(entity);
        if (member.acceptedCharter() != version) {
            member.accept(version);
            changed.touch();
            audit("charter-accepted", "charter " + version, collaboration, Map.of("entity", member.name()));
        }
        return member.view();
    }

    private void refuseUnlessReadyToShare(Collaboration collaboration) {
        String publisher = charter(collaboration).charter().publishingEntity();
        List<String> missing = conditions.stream()
                .flatMap(condition -> condition.missing(collaboration.id()).stream())
                .toList();
        if (memberNamed(collaboration.id(), publisher).isEmpty()) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE, "The publishing entity " + publisher + " has not enrolled.");
        }
        if (!missing.isEmpty()) {
            throw new RefusedException(ProblemType.WRONG_STATE, String.join(" ", missing), Map.of("missing", missing));
        }
    }

    private static void refuseUnlessIn(Collaboration collaboration, CollaborationState... allowed) {
        if (!Arrays.asList(allowed).contains(collaboration.state())) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "The collaboration is %s; this is possible in %s."
                            .formatted(collaboration.state(), Arrays.toString(allowed)),
                    Map.of("state", collaboration.state(), "allowed", List.of(allowed)));
        }
    }

    private Collaboration unchangedSince(UUID collaboration, long seen) {
        Collaboration current = forChange(collaboration);
        if (current.version() != seen) {
            throw new RefusedException(
                    ProblemType.CHANGED_MEANWHILE,
                    "The collaboration changed meanwhile. Read it again and send its ETag.",
                    Map.of("ifMatch", Etags.of(seen), "etag", Etags.of(current.version())));
        }
        return current;
    }

    private Collaboration forChange(UUID collaboration) {
        return collaborations.findForChange(collaboration).orElseThrow(() -> unknown(collaboration));
    }

    private Collaboration found(UUID collaboration) {
        return collaborations.findById(collaboration).orElseThrow(() -> unknown(collaboration));
    }

    private CollaboratingEntity foundMember(UUID entity) {
        return members.findById(entity)
                .orElseThrow(() -> new RefusedException(ProblemType.NOT_FOUND, "There is no entity " + entity + "."));
    }

    private static RefusedException unknown(UUID collaboration) {
        return new RefusedException(ProblemType.NOT_FOUND, "There is no collaboration " + collaboration + ".");
    }

    private CharterVersion charter(Collaboration collaboration) {
        return charters.findByCollaborationAndNumber(collaboration.id(), collaboration.charterVersion())
                .orElseThrow(() -> new IllegalStateException("No charter of " + collaboration.id()));
    }

    private Versioned versioned(Collaboration collaboration) {
        List<MemberView> enrolled = members.findByCollaborationOrderByNameAscEnrolledAtAsc(collaboration.id()).stream()
                .map(CollaboratingEntity::view)
                .toList();
        CollaborationView view = new CollaborationView(
                collaboration.id(),
                collaboration.name(),
                collaboration.state(),
                charter(collaboration).view(),
                enrolled,
                collaboration.createdAt());
        return new Versioned(view, collaboration.version());
    }

    private void audit(String action, String subject, UUID collaboration, Map<String, String> details) {
        events.publishEvent(new Audited(action, subject, collaboration, details));
    }
}
