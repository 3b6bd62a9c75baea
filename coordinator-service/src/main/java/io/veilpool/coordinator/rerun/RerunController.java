package io.veilpool.coordinator.rerun;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Once;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.OrderRerun;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.RerunState;
import io.veilpool.model.protocol.RerunView;
import io.veilpool.model.protocol.SubmitReport;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.data.domain.Sort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;

/** Re-runs over HTTP. */
@ApiController
@Tag(name = "re-runs")
class RerunController {
    private final RerunService reruns;

    RerunController(RerunService reruns) {
        this.reruns = reruns;
    }

    @Operation(summary = "Have an entity repeat the measurement of a report with a seed of the auditor's choice")
    @PostMapping("/collaborations/{collaboration}/reruns")
    @Requires(Right.ORDER_RERUN)
    ResponseEntity<RerunView> order(
            @PathVariable UUID collaboration, @RequestBody OrderRerun request, Caller caller, Once once) {
        return once.run(request, RerunView.class, () -> {
            RerunView kept = reruns.order(collaboration, request, caller);
            URI address = URI.create("/api/v1/collaborations/" + collaboration + "/reruns/" + kept.id());
            return ResponseEntity.created(address).body(kept);
        });
    }

    @Operation(summary = "Hand in the repeated measurement")
    @PostMapping("/collaborations/{collaboration}/reruns/{id}/answer")
    @Requires(Right.CONTRIBUTE)
    ResponseEntity<RerunView> answer(
            @PathVariable UUID collaboration,
            @PathVariable UUID id,
            @RequestBody SubmitReport request,
            Caller caller,
            Once once) {
        return once.run(
                request, RerunView.class, () -> ResponseEntity.ok(reruns.answer(collaboration, id, request, caller)));
    }

    @Operation(
            summary =
                    "List re-runs, those that are due first before the others: one's own, or all for admins and auditors")
    @GetMapping("/collaborations/{collaboration}/reruns")
    @Requires(Right.READ_SUBMISSIONS)
    Page<RerunView> list(
            @PathVariable UUID collaboration,
            @RequestParam(name = "state", required = false) List<RerunState> states,
            Caller caller,
            Paging paging) {
        Sort urgent = Sort.by(Sort.Order.asc("dueAt"), Sort.Order.asc("id"));
        Set<RerunState> wanted =
                states == null || states.isEmpty() ? EnumSet.allOf(RerunState.class) : EnumSet.copyOf(states);
        return Paging.of(reruns.list(collaboration, wanted, caller, paging.sorted(urgent)), UnaryOperator.identity());
    }

    @Operation(summary = "See a re-run")
    @GetMapping("/collaborations/{collaboration}/reruns/{id}")
    @Requires(Right.READ_SUBMISSIONS)
    RerunView view(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return reruns.view(collaboration, id, caller);
    }
}
