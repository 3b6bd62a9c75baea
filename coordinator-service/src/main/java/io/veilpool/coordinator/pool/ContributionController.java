package io.veilpool.coordinator.pool;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Once;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.DeclareContribution;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.UploadView;
import java.net.URI;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;

/** Contributions over HTTP. */
@ApiController
@Tag(name = "contributions")
class ContributionController {
    private final ContributionService contributions;
    private final ContributionCompletion completion;

    ContributionController(ContributionService contributions, ContributionCompletion completion) {
        this.contributions = contributions;
        this.completion = completion;
    }

    @Operation(summary = "Declare a contribution of poisoned features")
    @PostMapping("/collaborations/{collaboration}/contributions")
    @Requires(Right.CONTRIBUTE)
    ResponseEntity<ContributionView> declare(
            @PathVariable UUID collaboration, @RequestBody DeclareContribution request, Caller caller, Once once) {
        return once.run(request, ContributionView.class, () -> {
            ContributionView declared = contributions.declare(collaboration, request, caller);
            URI address = URI.create("/api/v1/collaborations/" + collaboration + "/contributions/" + declared.id());
            return ResponseEntity.created(address).body(declared);
        });
    }

    @Operation(
            summary = "List contributions, newest first; other members' without their manifests",
            parameters = {
                @Parameter(name = "entity", in = ParameterIn.QUERY, description = "Only of the entity of this name"),
                @Parameter(
                        name = "state",
                        in = ParameterIn.QUERY,
                        description = "Only those in this state",
                        schema = @Schema(implementation = ContributionState.class)),
                @Parameter(
                        name = "snapshot",
                        in = ParameterIn.QUERY,
                        description = "Only those that this snapshot holds, withdrawn ones too",
                        schema = @Schema(type = "string", format = "uuid")),
                @Parameter(
                        name = "since",
                        in = ParameterIn.QUERY,
                        description = "Only those declared then or later",
                        schema = @Schema(type = "string", format = "date-time"))
            })
    @GetMapping("/collaborations/{collaboration}/contributions")
    @Requires(Right.READ)
    Page<ContributionView> list(
            @PathVariable UUID collaboration,
            @RequestParam(required = false) @Nullable String entity,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String snapshot,
            @RequestParam(required = false) @Nullable String since,
            Caller caller,
            Paging paging) {
        ContributionFilter filter = ContributionFilter.of(entity, state, snapshot, since);
        Sort newest = Sort.by(Sort.Order.desc("createdAt"), Sort.Order.asc("id"));
        return Paging.of(
                contributions.list(collaboration, filter, caller, paging.sorted(newest)), UnaryOperator.identity());
    }

    @Operation(summary = "See a contribution")
    @GetMapping("/collaborations/{collaboration}/contributions/{id}")
    @Requires(Right.READ)
    ContributionView view(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return contributions.view(collaboration, id, caller);
    }

    @Operation(summary = "Presigned addresses of the parts that are still missing")
    @GetMapping("/collaborations/{collaboration}/contributions/{id}/upload")
    @Requires(Right.CONTRIBUTE)
    UploadView upload(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return contributions.upload(collaboration, id, caller);
    }

    @Operation(summary = "All parts are sent: let the worker check every row; may be repeated")
    @PostMapping("/collaborations/{collaboration}/contributions/{id}/completion")
    @Requires(Right.CONTRIBUTE)
    ContributionView complete(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return completion.complete(collaboration, id, caller);
    }
}
