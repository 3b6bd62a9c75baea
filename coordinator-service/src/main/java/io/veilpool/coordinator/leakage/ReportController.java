package io.veilpool.coordinator.leakage;

import io.swagger.v3.oas.annotations.Operation;
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
import java.net.URI;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.data.domain.Sort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

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

    @Operation(summary = "List leakage reports, newest first: one's own, or all for admins and auditors")
    @GetMapping("/collaborations/{collaboration}/leakage-reports")
    @Requires(Right.READ_SUBMISSIONS)
    Page<ReportView> list(@PathVariable UUID collaboration, Caller caller, Paging paging) {
        Sort newest = Sort.by(Sort.Order.desc("createdAt"), Sort.Order.asc("id"));
        return Paging.of(reports.list(collaboration, caller, paging.sorted(newest)), UnaryOperator.identity());
    }

    @Operation(summary = "See a leakage report")
    @GetMapping("/collaborations/{collaboration}/leakage-reports/{id}")
    @Requires(Right.READ_SUBMISSIONS)
    ReportView view(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return reports.view(collaboration, id, caller);
    }
}
