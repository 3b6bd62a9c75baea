package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.OfficerView;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.RegisterOfficer;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Registers and revokes the persons who release contributions; like every change of members, under the collaboration's lock. */
@Service
@Transactional
class OfficerService {
    private final Collaborations collaborations;
    private final CollaboratingEntities members;
    private final Officers officers;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    OfficerService(
            Collaborations collaborations,
            CollaboratingEntities members,
            Officers officers,
            ApplicationEventPublisher events,
            Clock clock) {
        this.collaborations = collaborations;
        this.members = members;
        this.officers = officers;
        this.events = events;
        this.clock = clock;
    }

    /** Registers an officer; the same name with the same key again gets the one that is there. */
    OfficerView register(UUID collaboration, UUID entity, RegisterOfficer request) {
        if (!Approval.isOfficersName(request.name())) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "name must have 1 to 63 letters, digits, dots, underscores or dashes, and begin with a letter or digit.");
        }
        String fingerprint = PublicKeyCheck.fingerprint(request.publicKey());
        Collaboration changed = locked(collaboration);
        CollaboratingEntity member = member(collaboration, entity);
        if (!member.active()) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE, "The entity " + member.name() + " was revoked: it hands nothing in.");
        }
        Optional<Officer> known = officers.findByKeyFingerprint(fingerprint);
        if (known.isPresent() && known.get().is(entity, request.name())) {
            return known.get().view();
        }
        if (known.isPresent() || members.findByKeyFingerprint(fingerprint).isPresent()) {
            throw new RefusedException(
                    ProblemType.ALREADY_EXISTS,
                    known.isPresent()
                            ? "This public key was registered for an officer before. Every officer has a key of their own: make a new one."
                            : "This public key is the one that an entity's agent signs with. An officer signs with a key of their own.");
        }
        if (officers.findByEntityAndNameAndRevokedAtIsNull(entity, request.name())
                .isPresent()) {
            throw new RefusedException(
                    ProblemType.ALREADY_EXISTS,
                    member.name() + " has an officer " + request.name()
                            + " with another key already; revoke that one first.");
        }
        OfficerView made = officers.saveAndFlush(new Officer(
                        entity,
                        request.name(),
                        request.publicKey(),
                        fingerprint,
                        clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .view();
        changed.touch();
        audit("officer-registered", made, member);
        return made;
    }

    /** From the next declaration on, and for uploads that are not complete, approvals by this officer are refused. */
    void revoke(UUID collaboration, UUID entity, UUID officer) {
        Collaboration changed = locked(collaboration);
        CollaboratingEntity member = member(collaboration, entity);
        Officer found = officers.findByIdAndEntity(officer, entity)
                .orElseThrow(() -> new RefusedException(
                        ProblemType.NOT_FOUND, member.name() + " has no officer with the id " + officer + "."));
        found.revoke(clock.instant().truncatedTo(ChronoUnit.MICROS));
        officers.saveAndFlush(found);
        changed.touch();
        audit("officer-revoked", found.view(), member);
    }

    private Collaboration locked(UUID collaboration) {
        return collaborations
                .findForChange(collaboration)
                .orElseThrow(() -> new RefusedException(
                        ProblemType.NOT_FOUND, "There is no collaboration " + collaboration + "."));
    }

    private CollaboratingEntity member(UUID collaboration, UUID entity) {
        return members.findById(entity)
                .filter(known -> known.collaboration().equals(collaboration))
                .orElseThrow(() ->
                        new RefusedException(ProblemType.NOT_FOUND, "The collaboration has no member " + entity + "."));
    }

    private void audit(String action, OfficerView officer, CollaboratingEntity member) {
        events.publishEvent(new Audited(
                action,
                "officer " + officer.id(),
                member.collaboration(),
                Map.of(
                        "entity", member.name(),
                        "officer", officer.name(),
                        "keyFingerprint", officer.keyFingerprint())));
    }
}
