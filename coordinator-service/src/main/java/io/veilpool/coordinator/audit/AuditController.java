package io.veilpool.coordinator.audit;

import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.AuditEntryView;
import io.veilpool.model.protocol.Page;
import java.util.UUID;
import org.springframework.data.domain.Sort;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Reading the trail, oldest first. */
@ApiController
class AuditController {
    private static final Sort OLDEST_FIRST = Sort.by("sequence");

    private final AuditEntries entries;

    AuditController(AuditEntries entries) {
        this.entries = entries;
    }

    @GetMapping("/collaborations/{collaboration}/audit")
    @Requires(Right.READ_AUDIT)
    Page<AuditEntryView> ofCollaboration(@PathVariable UUID collaboration, Paging paging) {
        return Paging.of(entries.findByCollaboration(collaboration, paging.sorted(OLDEST_FIRST)), AuditEntry::view);
    }

    @GetMapping("/audit")
    @Requires(Right.READ_WHOLE_AUDIT)
    Page<AuditEntryView> whole(Paging paging) {
        return Paging.of(entries.findAll(paging.sorted(OLDEST_FIRST)), AuditEntry::view);
    }
}
