package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;

/**
 * What a coordinator says of a leakage report that it took (payload of a JWS, in canonical JSON, RFC 8785): that these bytes were there at
 * that time, and how it judged them. It says nothing of how they came about.
 *
 * @param digest         SHA-256 of the report's payload bytes, lower-case hex
 * @param charterVersion the charter that it was judged by
 * @param verdict        over all limits of that charter
 */
public record ReportReceipt(
        int formatVersion,
        UUID collaboration,
        String entity,
        String digest,
        int charterVersion,
        Verdict verdict,
        Instant receivedAt) {
    public static final int FORMAT_VERSION = 1;
}
