package io.veilpool.coordinator.pool;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Once;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.RequestWithdrawal;
import io.veilpool.model.protocol.WithdrawalView;
import java.net.URI;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.data.domain.Sort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/** Withdrawals over HTTP. */
@ApiController
@Tag(name = "withdrawals")
class WithdrawalController {
    private final WithdrawalService withdrawals;

    WithdrawalController(WithdrawalService withdrawals) {
        this.withdrawals = withdrawals;
    }

    @Operation(summary = "Take rows out of the pool: a contribution, all that one DPM made, or all of an entity")
    @PostMapping("/collaborations/{collaboration}/withdrawals")
    @Requires(Right.WITHDRAW)
    ResponseEntity<WithdrawalView> request(
            @PathVariable UUID collaboration, @RequestBody RequestWithdrawal request, Caller caller, Once once) {
        return once.run(request, WithdrawalView.class, () -> {
            WithdrawalView kept = withdrawals.request(collaboration, request, caller);
            URI address = URI.create("/api/v1/collaborations/" + collaboration + "/withdrawals/" + kept.id());
            return ResponseEntity.created(address).body(kept);
        });
    }

    @Operation(summary = "List withdrawals, newest first: one's own, or all for admins and auditors")
    @GetMapping("/collaborations/{collaboration}/withdrawals")
    @Requires(Right.READ_SUBMISSIONS)
    Page<WithdrawalView> list(@PathVariable UUID collaboration, Caller caller, Paging paging) {
        Sort newest = Sort.by(Sort.Order.desc("createdAt"), Sort.Order.asc("id"));
        return Paging.of(withdrawals.list(collaboration, caller, paging.sorted(newest)), UnaryOperator.identity());
    }

    @Operation(summary = "See a withdrawal, with its certificate once it is completed")
    @GetMapping("/collaborations/{collaboration}/withdrawals/{id}")
    @Requires(Right.READ_SUBMISSIONS)
    WithdrawalView view(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return withdrawals.view(collaboration, id, caller);
    }
}
