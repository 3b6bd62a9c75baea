package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Release of one contribution by a second person of the entity (payload of a JWS, ES256, in canonical JSON, RFC 8785), signed with that
 * person's own key. The manifest's digest binds rows, classes, the shards' digests, the DPM and the leakage report.
 *
 * @param manifestDigest SHA-256 of the {@link ContributionManifest}'s payload bytes, lower-case hex
 * @param reportDigest   SHA-256 of the {@link LeakageReport}'s payload bytes, which was shown
 * @param officer        who releases, by the name that the coordinator knows the key by
 * @param approvedAt     by the clock of the machine on which it was signed
 */
public record Approval(
        int formatVersion,
        UUID collaboration,
        String entity,
        String manifestDigest,
        String reportDigest,
        String officer,
        Instant approvedAt) {
    public static final int FORMAT_VERSION = 1;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** Whether an officer may be called so: 1 to 63 letters, digits, dots, underscores or dashes, as entities are. */
    public static boolean isOfficersName(String name) {
        return NAME.matcher(name).matches();
    }
}
