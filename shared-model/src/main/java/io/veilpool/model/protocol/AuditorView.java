package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An auditor's access to a collaboration.
 *
 * @param auditor     name of the person
 * @param withdrawnAt since when the collaboration does not exist for this auditor any more; null while it does
 */
public record AuditorView(
        UUID id,
        String auditor,
        Instant grantedAt,
        @Nullable Instant withdrawnAt) {}
