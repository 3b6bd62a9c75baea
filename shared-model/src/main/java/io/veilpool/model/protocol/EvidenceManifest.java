package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What is in an evidence bundle (payload of a JWS, in canonical JSON, RFC 8785): every file of the zip but {@value #NAME}, which holds
 * this.
 */
public record EvidenceManifest(int formatVersion, UUID collaboration, Instant createdAt, List<File> files) {
    public static final int FORMAT_VERSION = 1;

    /** The signed manifest itself. */
    public static final String NAME = "manifest.jws";

    /** The coordinator's published keys, a JWK set. */
    public static final String KEYS = "keys.json";

    /** The {@link CollaborationView}, with its members' public keys. */
    public static final String COLLABORATION = "collaboration.json";

    /** Folder of {@link CharterView}: every version of the charter. */
    public static final String CHARTERS = "charters/";

    /** The whole trail in canonical JSON, a line for each {@link TrailEntry}, or {@link WithheldEntry} where an auditor may not see it. */
    public static final String TRAIL = "trail.ndjson";

    /** A {@link SignedCheckpoint} that covers all of it. */
    public static final String CHECKPOINT = "checkpoint.json";

    /** Folder of {@link ReportView}. */
    public static final String REPORTS = "reports/";

    /** Folder of {@link ContributionView}. */
    public static final String CONTRIBUTIONS = "contributions/";

    /** Folder of {@link ReleaseView}. */
    public static final String RELEASES = "releases/";

    /** Folder of {@link PoolSnapshotView}. */
    public static final String SNAPSHOTS = "snapshots/";

    /** Folder of {@link RerunView}. */
    public static final String RERUNS = "reruns/";

    /** Folder of {@link WithdrawalView}. */
    public static final String WITHDRAWALS = "withdrawals/";

    /** A file of the bundle by its SHA-256, lower-case hex. */
    public record File(String name, String digest, long bytes) {}
}
