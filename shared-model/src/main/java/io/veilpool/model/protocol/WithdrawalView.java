package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A withdrawal.
 *
 * @param requestedBy    who asked, as the trail names it
 * @param contributions  that left the pool
 * @param certificateJws a {@link WithdrawalCertificate}, signed by the coordinator ({@link SignatureType#WITHDRAWAL}); null until it is
 *     COMPLETED
 */
public record WithdrawalView(
        UUID id,
        String entity,
        String requestedBy,
        String reason,
        WithdrawalState state,
        List<UUID> contributions,
        @Nullable String certificateJws,
        Instant createdAt) {}
