package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Etags;
import io.veilpool.coordinator.web.Once;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.AcceptCharter;
import io.veilpool.model.protocol.ChangeState;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.OpenCollaboration;
import io.veilpool.model.protocol.Page;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;

/** Collaborations, their states and their charters. */
@ApiController
class CollaborationController {
    private final CollaborationService collaborations;

    CollaborationController(CollaborationService collaborations) {
        this.collaborations = collaborations;
    }

    @PostMapping("/collaborations")
    @Requires(Right.OPEN_COLLABORATION)
    ResponseEntity<CollaborationView> open(@RequestBody OpenCollaboration request, Once once) {
        return once.run(request, CollaborationView.class, () -> {
            Versioned opened = collaborations.open(request);
            return ResponseEntity.created(
                            URI.create("/api/v1/collaborations/" + opened.view().id()))
                    .eTag(Etags.of(opened.version()))
                    .body(opened.view());
        });
    }

    @GetMapping("/collaborations")
    @Requires(Right.LIST_COLLABORATIONS)
    Page<CollaborationView> list(Caller caller, Paging paging) {
        return collaborations.list(caller, paging);
    }

    @GetMapping("/collaborations/{collaboration}")
    @Requires(Right.READ)
    ResponseEntity<CollaborationView> read(@PathVariable UUID collaboration) {
        return tagged(collaborations.read(collaboration));
    }

    @PutMapping("/collaborations/{collaboration}/charter")
    @Requires(Right.MANAGE)
    ResponseEntity<CollaborationView> changeCharter(
            @PathVariable UUID collaboration,
            @RequestBody Charter charter,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return tagged(collaborations.changeCharter(collaboration, charter, Etags.required(ifMatch)));
    }

    @GetMapping("/collaborations/{collaboration}/charters")
    @Requires(Right.READ)
    Page<CharterView> charters(@PathVariable UUID collaboration, Paging paging) {
        return collaborations.charters(collaboration, paging);
    }

    @PostMapping("/collaborations/{collaboration}/charter-acceptances")
    @Requires(Right.CONTRIBUTE)
    MemberView acceptCharter(@PathVariable UUID collaboration, @RequestBody AcceptCharter request, Caller caller) {
        return collaborations.acceptCharter(collaboration, caller.entity(), request.version());
    }

    @PutMapping("/collaborations/{collaboration}/state")
    @Requires(Right.MANAGE)
    ResponseEntity<CollaborationView> changeState(
            @PathVariable UUID collaboration,
            @RequestBody ChangeState request,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return tagged(collaborations.changeState(collaboration, request.state(), Etags.required(ifMatch)));
    }

    private static ResponseEntity<CollaborationView> tagged(Versioned current) {
        return ResponseEntity.ok().eTag(Etags.of(current.version())).body(current.view());
    }
}
