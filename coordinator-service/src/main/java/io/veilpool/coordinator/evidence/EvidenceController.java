package io.veilpool.coordinator.evidence;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.CollaborationAccess;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Evidence over HTTP. */
@ApiController
@Tag(name = "evidence")
class EvidenceController {
    private final EvidenceBundle bundle;
    private final CollaborationAccess access;

    EvidenceController(EvidenceBundle bundle, CollaborationAccess access) {
        this.bundle = bundle;
        this.access = access;
    }

    @Operation(summary = "Everything that was signed in a collaboration, with the trail: a zip for veilpool-verify")
    @GetMapping(path = "/collaborations/{collaboration}/evidence", produces = "application/zip")
    @Requires(Right.READ_AUDIT)
    void evidence(@PathVariable UUID collaboration, Caller caller, HttpServletResponse response) throws IOException {
        bundle.announce(collaboration);
        Path file = Files.createTempFile("evidence-", ".zip"); // its owner's only
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                bundle.write(collaboration, access.sight(caller), out);
            }
            response.setContentType("application/zip");
            response.setHeader("Content-Disposition", "attachment; filename=\"evidence.zip\"");
            Files.copy(file, response.getOutputStream());
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
