package io.veilpool.coordinator.enrollment;

import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.collaboration.PublicKeyCheck;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.settings.CoordinatorSettings;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.EnrolEntity;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.InvitationView;
import io.veilpool.model.protocol.InviteEntity;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.ProblemType;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Sort;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Invites entities and turns an invitation into a membership. */
@Service
@Transactional
class EnrollmentService {
    private static final int CODE_BYTES = 24; // 192 bits: no guessing, whatever the rate limit
    private static final int MAX_HOURS = 720;
    private static final Pattern ENTITY_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final String RESERVED_NAME = "coordinator";

    private final Invitations invitations;
    private final CollaborationService collaborations;
    private final CoordinatorSettings settings;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    EnrollmentService(
            Invitations invitations,
            CollaborationService collaborations,
            CoordinatorSettings settings,
            ApplicationEventPublisher events,
            Clock clock) {
        this.invitations = invitations;
        this.collaborations = collaborations;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    /** The only answer that ever holds the code. */
    InvitationView invite(UUID collaboration, InviteEntity request) {
        if (!ENTITY_NAME.matcher(request.entityName()).matches()
                || request.entityName().equalsIgnoreCase(RESERVED_NAME)) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "entityName must have 1 to 63 letters, digits, dots or dashes and not be '" + RESERVED_NAME + "'.");
        }
        if (request.validHours() < 1 || request.validHours() > MAX_HOURS) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "validHours must be 1 to " + MAX_HOURS + ", was " + request.validHours() + ".",
                    Map.of("validHours", request.validHours(), "max", MAX_HOURS));
        }
        collaborations.requireState(
                collaboration, CollaborationState.DRAFT, CollaborationState.OPEN, CollaborationState.SHARING);
        byte[] bytes = new byte[CODE_BYTES];
        random.nextBytes(bytes);
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        Invitation made = invitations.save(new Invitation(
                collaboration,
                request.entityName(),
                hash(code),
                now,
                now.plus(Duration.ofHours(request.validHours()))));
        audit("entity-invited", made);
        return made.view(now, code);
    }

    @Transactional(readOnly = true)
    Page<InvitationView> list(UUID collaboration, Paging paging) {
        Instant now = clock.instant();
        return Paging.of(
                invitations.findByCollaboration(collaboration, paging.sorted(Sort.by("createdAt", "id"))),
                found -> found.view(now, null));
    }

    void revoke(UUID collaboration, UUID invitation) {
        Invitation found = invitations
                .findByIdAndCollaboration(invitation, collaboration)
                .orElseThrow(() -> new RefusedException(
                        ProblemType.NOT_FOUND, "The collaboration has no invitation " + invitation + "."));
        found.revoke();
        audit("invitation-revoked", found);
    }

    /**
     * Uses up a code. An agent whose first answer was lost may ask again with the same code and the same key, and hears
     * the same answer.
     */
    EnrolmentView enrol(EnrolEntity request) {
        String fingerprint = PublicKeyCheck.fingerprint(request.publicKey());
        Invitation invitation = invitations
                .findByCodeHash(hash(request.invitationCode()))
                .orElseThrow(() -> new RefusedException(
                        ProblemType.INVITATION_UNUSABLE,
                        "There is no such invitation. Check that the code was copied whole."));
        UUID usedBy = invitation.usedBy();
        if (usedBy != null) {
            MemberView before = collaborations.member(usedBy);
            if (before.active() && before.keyFingerprint().equals(fingerprint)) {
                return view(before, invitation.collaboration());
            }
        }
        invitation.requireUsable(clock.instant());
        MemberView member = collaborations.admit(
                invitation.collaboration(), invitation.entityName(), request.publicKey(), fingerprint);
        invitation.use(member.id());
        audit("invitation-used", invitation);
        return view(member, invitation.collaboration());
    }

    private EnrolmentView view(MemberView member, UUID collaboration) {
        return new EnrolmentView(
                member.id(),
                member.name(),
                collaboration,
                member.id().toString(),
                settings.tokenEndpoint(),
                collaborations.currentCharter(collaboration));
    }

    private static String hash(String code) {
        return Digests.sha256(code.strip().getBytes(StandardCharsets.UTF_8));
    }

    private void audit(String action, Invitation invitation) {
        events.publishEvent(new Audited(
                action,
                "invitation " + invitation.id(),
                invitation.collaboration(),
                Map.of("entity", invitation.entityName())));
    }
}
