package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;

/**
 * A leakage report as it was sent.
 *
 * @param receiptJws a {@link ReportReceipt}, signed by the coordinator when it took the report ({@link SignatureType#RECEIPT})
 */
public record ReportView(
        UUID id,
        String entity,
        String digest,
        LeakageReport report,
        String reportJws,
        String receiptJws,
        Instant createdAt) {}
