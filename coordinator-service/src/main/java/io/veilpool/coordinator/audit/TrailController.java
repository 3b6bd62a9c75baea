package io.veilpool.coordinator.audit;

import io.swagger.v3.oas.annotations.Operation;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.CollaborationAccess;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.security.Sight;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.SignedCheckpoint;
import io.veilpool.model.protocol.TrailEntry;
import io.veilpool.model.protocol.TrailProof;
import io.veilpool.model.trail.TrailHashes;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Reading the trail, oldest first, and what shows that nobody changes it. */
@ApiController
class TrailController {
    private final TrailTable table;
    private final Trail trail;
    private final CollaborationAccess access;

    TrailController(TrailTable table, Trail trail, CollaborationAccess access) {
        this.table = table;
        this.trail = trail;
        this.access = access;
    }

    @Operation(summary = "List what happened in a collaboration, oldest first; filters narrow it together")
    @GetMapping("/collaborations/{collaboration}/audit")
    @Requires(Right.READ_AUDIT)
    Page<TrailEntry> ofCollaboration(
            @PathVariable UUID collaboration, @ParameterObject @ModelAttribute TrailQuery query, Paging paging) {
        return page(Sight.of(Set.of(collaboration)), query, paging);
    }

    @Operation(summary = "List what happened everywhere that the caller sees, oldest first; filters narrow it together")
    @GetMapping("/audit")
    @Requires(Right.READ_WHOLE_AUDIT)
    Page<TrailEntry> whole(@ParameterObject @ModelAttribute TrailQuery query, Caller caller, Paging paging) {
        return page(access.sight(caller), query, paging);
    }

    private Page<TrailEntry> page(Sight sight, TrailQuery query, Paging paging) {
        Selection selected = new Selection(sight, query.filter());
        List<TrailEntry> items = table.entries(selected, (long) paging.page() * paging.size(), paging.size()).stream()
                .map(TrailController::read)
                .toList();
        return new Page<>(items, paging.page(), paging.size(), table.count(selected));
    }

    /** What the tree does not have is not shown as if it were so; the whole trail, line by line, shows what was changed. */
    private static TrailEntry read(TrailTable.Kept kept) {
        try {
            TrailEntry entry = ProtocolJson.read(kept.content(), TrailEntry.class);
            if (TrailHashes.of(entry).equals(kept.hash())) {
                return entry;
            }
        } catch (InvalidJsonException e) {
            // changed just as well
        }
        throw new IllegalStateException("An entry of the trail was changed in the database");
    }

    /** The whole trail, one entry's canonical JSON a line, for who checks it; what the caller may not see as its hash. */
    @GetMapping(path = "/trail/entries", produces = "application/x-ndjson")
    @Requires(Right.READ_WHOLE_AUDIT)
    void entries(Caller caller, HttpServletResponse response) throws IOException {
        response.setContentType("application/x-ndjson");
        long size = trail.size(); // what is appended meanwhile would make it endless
        trail.write(size, access.sight(caller), response.getOutputStream());
    }

    /** What is so now, signed. */
    @GetMapping("/trail/checkpoint")
    @Requires(Right.CHECK_TRAIL)
    SignedCheckpoint checkpoint() {
        return trail.checkpoint(trail.size());
    }

    /** What shows that the trail of {@code to} entries begins with that of {@code from}. */
    @GetMapping("/trail/consistency")
    @Requires(Right.CHECK_TRAIL)
    TrailProof consistency(@RequestParam long from, @RequestParam long to) {
        requireWithin("from", from, to);
        requireWithin("to", to, table.head().size());
        return new TrailProof(table.consistency(from, to));
    }

    /** What shows that an entry is among the first {@code size}. */
    @GetMapping("/trail/inclusion")
    @Requires(Right.CHECK_TRAIL)
    TrailProof inclusion(@RequestParam long number, @RequestParam long size) {
        requireWithin("number", number, size);
        requireWithin("size", size, table.head().size());
        return new TrailProof(table.inclusion(number, size));
    }

    private static void requireWithin(String name, long value, long most) {
        if (value < 1 || value > most) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "%s must be 1 to %d, was %d.".formatted(name, most, value),
                    Map.of(name, value));
        }
    }
}
