package io.veilpool.coordinator.collaboration;

import io.swagger.v3.oas.annotations.Operation;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Once;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.AuditorView;
import io.veilpool.model.protocol.GrantAccess;
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

/** Auditors of a collaboration over HTTP. */
@ApiController
class AuditorController {
    private final AuditorService auditors;

    AuditorController(AuditorService auditors) {
        this.auditors = auditors;
    }

    @Operation(summary = "Let an auditor see this collaboration; without that it does not exist for them")
    @PostMapping("/collaborations/{collaboration}/auditors")
    @Requires(Right.MANAGE)
    ResponseEntity<AuditorView> grant(@PathVariable UUID collaboration, @RequestBody GrantAccess request, Once once) {
        return once.run(request, AuditorView.class, () -> {
            AuditorView granted = auditors.grant(collaboration, request);
            URI address = URI.create("/api/v1/collaborations/" + collaboration + "/auditors/" + granted.id());
            return ResponseEntity.created(address).body(granted);
        });
    }

    @Operation(summary = "Withdraw an auditor's access, from the next request on")
    @DeleteMapping("/collaborations/{collaboration}/auditors/{auditor}")
    @Requires(Right.MANAGE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(@PathVariable UUID collaboration, @PathVariable UUID auditor) {
        auditors.withdraw(collaboration, auditor);
    }

    @Operation(summary = "List who may, or might once, audit this collaboration, for its members to know")
    @GetMapping("/collaborations/{collaboration}/auditors")
    @Requires(Right.READ)
    Page<AuditorView> list(@PathVariable UUID collaboration, Paging paging) {
        return auditors.list(collaboration, paging);
    }
}
