package io.veilpool.coordinator.collaboration;

import io.swagger.v3.oas.annotations.Operation;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Once;
import io.veilpool.model.protocol.OfficerView;
import io.veilpool.model.protocol.RegisterOfficer;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/** Officers over HTTP; the list of them is with the members, in the collaboration. */
@ApiController
class OfficerController {
    private final OfficerService officers;

    OfficerController(OfficerService officers) {
        this.officers = officers;
    }

    @Operation(
            summary =
                    "Register a person who may release an entity's contributions; compare the key's fingerprint first")
    @PostMapping("/collaborations/{collaboration}/members/{entity}/officers")
    @Requires(Right.MANAGE)
    ResponseEntity<OfficerView> register(
            @PathVariable UUID collaboration,
            @PathVariable UUID entity,
            @RequestBody RegisterOfficer request,
            Once once) {
        return once.run(request, OfficerView.class, () -> {
            OfficerView made = officers.register(collaboration, entity, request);
            return ResponseEntity.created(URI.create("/api/v1/collaborations/" + collaboration + "/members/" + entity
                            + "/officers/" + made.id()))
                    .body(made);
        });
    }

    @Operation(summary = "Revoke an officer: approvals by that key count no more")
    @DeleteMapping("/collaborations/{collaboration}/members/{entity}/officers/{officer}")
    @Requires(Right.MANAGE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable UUID collaboration, @PathVariable UUID entity, @PathVariable UUID officer) {
        officers.revoke(collaboration, entity, officer);
    }
}
