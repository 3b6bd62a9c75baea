package io.veilpool.coordinator.enrollment;

import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.security.OpenToAnyone;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Once;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.EnrolEntity;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.InvitationView;
import io.veilpool.model.protocol.InviteEntity;
import io.veilpool.model.protocol.Page;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/** Invitations, enrolments, and the end of memberships. */
@ApiController
class EnrollmentController {
    private final EnrollmentService enrollment;
    private final CollaborationService collaborations;

    EnrollmentController(EnrollmentService enrollment, CollaborationService collaborations) {
        this.enrollment = enrollment;
        this.collaborations = collaborations;
    }

    @PostMapping("/collaborations/{collaboration}/invitations")
    @Requires(Right.MANAGE)
    ResponseEntity<InvitationView> invite(
            @PathVariable UUID collaboration, @RequestBody InviteEntity request, Once once) {
        return once.run(
                request,
                InvitationView.class,
                made -> new InvitationView(
                        made.id(), made.entityName(), null, made.state(), made.createdAt(), made.expiresAt()),
                () -> {
                    InvitationView made = enrollment.invite(collaboration, request);
                    return ResponseEntity.created(
                                    URI.create("/api/v1/collaborations/" + collaboration + "/invitations/" + made.id()))
                            .header("Cache-Control", "no-store")
                            .body(made);
                });
    }

    @GetMapping("/collaborations/{collaboration}/invitations")
    @Requires(Right.MANAGE)
    Page<InvitationView> list(@PathVariable UUID collaboration, Paging paging) {
        return enrollment.list(collaboration, paging);
    }

    @DeleteMapping("/collaborations/{collaboration}/invitations/{invitation}")
    @Requires(Right.MANAGE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable UUID collaboration, @PathVariable UUID invitation) {
        enrollment.revoke(collaboration, invitation);
    }

    @PostMapping("/enrolments")
    @OpenToAnyone(because = "the one-time code is the credential")
    ResponseEntity<EnrolmentView> enrol(@RequestBody EnrolEntity request) {
        EnrolmentView enrolled = enrollment.enrol(request);
        return ResponseEntity.created(URI.create("/api/v1/collaborations/" + enrolled.collaborationId()))
                .body(enrolled);
    }

    @DeleteMapping("/collaborations/{collaboration}/members/{entity}")
    @Requires(Right.MANAGE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeMember(@PathVariable UUID collaboration, @PathVariable UUID entity) {
        collaborations.revoke(collaboration, entity);
    }
}
