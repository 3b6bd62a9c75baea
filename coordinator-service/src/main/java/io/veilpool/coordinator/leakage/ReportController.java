package io.veilpool.coordinator.leakage;

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
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.SubmitReport;
import io.veilpool.model.protocol.Verdict;
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

/** Leakage reports over HTTP. */
@ApiController
@Tag(name = "leakage reports")
class ReportController {
    private final ReportService reports;

    ReportController(ReportService reports) {
        this.reports = reports;
    }

    @Operation(summary = "Hand in what an agent measured about its DPM")
    @PostMapping("/collaborations/{collaboration}/leakage-reports")
    @Requires(Right.CONTRIBUTE)
    ResponseEntity<ReportView> submit(
            @PathVariable UUID collaboration, @RequestBody SubmitReport request, Caller caller, Once once) {
        return once.run(request, ReportView.class, () -> {
            ReportView kept = reports.submit(collaboration, request, caller);
            URI address = URI.create("/api/v1/collaborations/" + collaboration + "/leakage-reports/" + kept.id());
            return ResponseEntity.created(address).body(kept);
        });
    }

    @Operation(
            summary = "List leakage reports, newest first: one's own, or all for admins and auditors",
            parameters = {
                @Parameter(name = "entity", in = ParameterIn.QUERY, description = "Only of the entity of this name"),
                @Parameter(
                        name = "verdict",
                        in = ParameterIn.QUERY,
                        description = "Only those that the coordinator judged so when it took them",
                        schema = @Schema(implementation = Verdict.class)),
                @Parameter(
                        name = "since",
                        in = ParameterIn.QUERY,
                        description = "Only those taken then or later",
                        schema = @Schema(type = "string", format = "date-time"))
            })
    @GetMapping("/collaborations/{collaboration}/leakage-reports")
    @Requires(Right.READ_SUBMISSIONS)
    Page<ReportView> list(
            @PathVariable UUID collaboration,
            @RequestParam(required = false) @Nullable String entity,
            @RequestParam(required = false) @Nullable String verdict,
            @RequestParam(required = false) @Nullable String since,
            Caller caller,
            Paging paging) {
        ReportFilter filter = ReportFilter.of(entity, verdict, since);
        Sort newest = Sort.by(Sort.Order.desc("createdAt"), Sort.Order.asc("id"));
        return Paging.of(reports.list(collaboration, filter, caller, paging.sorted(newest)), UnaryOperator.identity());
    }

    @Operation(summary = "See a leakage report")
    @GetMapping("/collaborations/{collaboration}/leakage-reports/{id}")
    @Requires(Right.READ_SUBMISSIONS)
    ReportView view(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return reports.view(collaboration, id, caller);
    }
}
