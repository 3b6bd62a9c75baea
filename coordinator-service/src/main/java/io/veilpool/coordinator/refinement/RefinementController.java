package io.veilpool.coordinator.refinement;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Once;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.RefinementReport;
import io.veilpool.model.protocol.RefinementView;
import java.net.URI;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.data.domain.Sort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/** Refinements over HTTP. */
@ApiController
@Tag(name = "refinements")
class RefinementController {
    private final RefinementService refinements;

    RefinementController(RefinementService refinements) {
        this.refinements = refinements;
    }

    @Operation(summary = "Report what a refinement gained")
    @PostMapping("/collaborations/{collaboration}/refinements")
    @Requires(Right.CONTRIBUTE)
    ResponseEntity<RefinementView> report(
            @PathVariable UUID collaboration, @RequestBody RefinementReport request, Caller caller, Once once) {
        return once.run(request, RefinementView.class, () -> {
            RefinementView kept = refinements.report(collaboration, request, caller);
            URI address = URI.create("/api/v1/collaborations/" + collaboration + "/refinements/" + kept.id());
            return ResponseEntity.created(address).body(kept);
        });
    }

    @Operation(summary = "List reported refinements, newest first")
    @GetMapping("/collaborations/{collaboration}/refinements")
    @Requires(Right.READ)
    Page<RefinementView> list(@PathVariable UUID collaboration, Paging paging) {
        Sort newest = Sort.by(Sort.Order.desc("createdAt"), Sort.Order.asc("id"));
        return Paging.of(refinements.list(collaboration, paging.sorted(newest)), UnaryOperator.identity());
    }
}
