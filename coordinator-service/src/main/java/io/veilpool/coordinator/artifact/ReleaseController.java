package io.veilpool.coordinator.artifact;

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
import io.veilpool.model.protocol.PublishRelease;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseView;
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

/** Releases over HTTP. */
@ApiController
@Tag(name = "releases")
class ReleaseController {
    private final ReleaseService releases;
    private final ReleaseCompletion completion;

    ReleaseController(ReleaseService releases, ReleaseCompletion completion) {
        this.releases = releases;
        this.completion = completion;
    }

    @Operation(summary = "Declare a release of featurizer, decider and reconstructor")
    @PostMapping("/collaborations/{collaboration}/releases")
    @Requires(Right.CONTRIBUTE)
    ResponseEntity<ReleaseView> declare(
            @PathVariable UUID collaboration, @RequestBody PublishRelease request, Caller caller, Once once) {
        return once.run(request, ReleaseView.class, () -> {
            ReleaseView declared = releases.declare(collaboration, request, caller);
            return ResponseEntity.created(address(collaboration, declared.id())).body(declared);
        });
    }

    private static URI address(UUID collaboration, UUID id) {
        return URI.create("/api/v1/collaborations/" + collaboration + "/releases/" + id);
    }

    @Operation(summary = "List releases, newest first")
    @GetMapping("/collaborations/{collaboration}/releases")
    @Requires(Right.READ)
    Page<ReleaseView> list(
            @PathVariable UUID collaboration,
            @RequestParam(required = false) @Nullable ReleaseKind kind,
            Paging paging) {
        Sort newest = Sort.by(Sort.Order.desc("createdAt"), Sort.Order.asc("id"));
        return Paging.of(releases.list(collaboration, kind, paging.sorted(newest)), UnaryOperator.identity());
    }

    @Operation(summary = "See a release")
    @GetMapping("/collaborations/{collaboration}/releases/{id}")
    @Requires(Right.READ)
    ReleaseView view(@PathVariable UUID collaboration, @PathVariable UUID id) {
        return releases.view(collaboration, id);
    }

    @Operation(summary = "Presigned addresses of the parts that are still missing")
    @GetMapping("/collaborations/{collaboration}/releases/{id}/upload")
    @Requires(Right.CONTRIBUTE)
    UploadView upload(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return releases.upload(collaboration, id, caller);
    }

    @Operation(summary = "All parts are sent: check them and publish; may be repeated")
    @PostMapping("/collaborations/{collaboration}/releases/{id}/completion")
    @Requires(Right.CONTRIBUTE)
    ReleaseView complete(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return completion.complete(collaboration, id, caller);
    }

    @Operation(summary = "Presigned address of a published release's weights")
    @GetMapping("/collaborations/{collaboration}/releases/{id}/download")
    @Requires(Right.DOWNLOAD)
    Download download(@PathVariable UUID collaboration, @PathVariable UUID id) {
        return releases.download(collaboration, id);
    }
}
