package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A measurement that an entity has to repeat.
 *
 * @param report    id of the report that is repeated
 * @param seed      to be used, a whole number of 64 bits in decimal digits
 * @param suite     least version of the attack suite to be used
 * @param orderedBy for instance {@code person auditor}, or {@code coordinator worker} if the report had become stale
 * @param dueAt     after this moment the rows of that DPM are frozen until it is answered
 * @param answer    id of the report that answers it; null while there is none
 * @param findings  in what the answer deviates, one sentence each
 */
public record RerunView(
        UUID id,
        String entity,
        String dpmCommitment,
        UUID report,
        String seed,
        int suite,
        String reason,
        String orderedBy,
        RerunState state,
        Instant dueAt,
        @Nullable UUID answer,
        List<String> findings,
        Instant createdAt) {}
