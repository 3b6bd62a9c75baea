package io.veilpool.coordinator.pool;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Once;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.Download;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.PoolSnapshotView;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.data.domain.Sort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Snapshots over HTTP. */
@ApiController
@Tag(name = "snapshots")
class SnapshotController {
    private final SnapshotService snapshots;

    SnapshotController(SnapshotService snapshots) {
        this.snapshots = snapshots;
    }

    @Operation(summary = "Freeze all accepted contributions; the worker then trains a decider on them")
    @PostMapping("/collaborations/{collaboration}/snapshots")
    @Requires(Right.MANAGE)
    ResponseEntity<PoolSnapshotView> build(@PathVariable UUID collaboration, Once once) {
        return once.run(Map.of(), PoolSnapshotView.class, () -> {
            PoolSnapshotView built = snapshots.build(collaboration);
            URI address = URI.create("/api/v1/collaborations/" + collaboration + "/snapshots/" + built.id());
            return ResponseEntity.created(address).body(built);
        });
    }

    @Operation(summary = "List snapshots, newest first")
    @GetMapping("/collaborations/{collaboration}/snapshots")
    @Requires(Right.READ)
    Page<PoolSnapshotView> list(@PathVariable UUID collaboration, Paging paging) {
        return Paging.of(
                snapshots.list(collaboration, paging.sorted(Sort.by(Sort.Order.desc("number")))),
                UnaryOperator.identity());
    }

    @Operation(summary = "See a snapshot")
    @GetMapping("/collaborations/{collaboration}/snapshots/{id}")
    @Requires(Right.READ)
    PoolSnapshotView view(@PathVariable UUID collaboration, @PathVariable UUID id) {
        return snapshots.view(collaboration, id);
    }

    @Operation(summary = "Presigned addresses of a snapshot's shards, in its order")
    @GetMapping("/collaborations/{collaboration}/snapshots/{id}/downloads")
    @Requires(Right.DOWNLOAD)
    List<Download> downloads(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return snapshots.downloads(collaboration, id, caller);
    }
}
