package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator says that it did for a withdrawal (payload of a JWS, in canonical JSON, RFC 8785). It is the coordinator's word
 * about its own store; whoever got copies before has them still.
 *
 * @param contributions that left the pool and whose bytes were deleted
 * @param snapshots     that held any of them, in order; nobody gets their rows any more
 * @param deciders      manifest digests of the coordinator's deciders that were trained on those snapshots; nobody gets them any more
 * @param successor     the snapshot without them; null if nothing else was in the pool
 * @param accuracy      what it costs the coordinator's decider
 * @param holders       members that were given addresses of the rows, in order of first time
 * @param notUndone     what no coordinator can undo, in sentences
 */
public record WithdrawalCertificate(
        int formatVersion,
        UUID collaboration,
        UUID withdrawal,
        String entity,
        String requestedBy,
        String reason,
        Instant requestedAt,
        Instant completedAt,
        List<WithdrawnContribution> contributions,
        List<SnapshotMark> snapshots,
        List<String> deciders,
        @Nullable Successor successor,
        Accuracy accuracy,
        List<Holder> holders,
        List<String> notUndone) {
    public static final int FORMAT_VERSION = 1;

    /** A contribution that was withdrawn; digests as in its signed manifest. */
    public record WithdrawnContribution(
            UUID id, String manifestDigest, String dpmCommitment, int rotation, int rows, List<ShardEntry> shards) {}

    /** A snapshot by its number and Merkle root. */
    public record SnapshotMark(UUID id, int number, String merkleRoot) {}

    /** The snapshot that took their place. @param decider manifest digest of the coordinator's decider trained on it */
    public record Successor(SnapshotMark snapshot, int rows, String decider) {}

    /**
     * Top-1 of the coordinator's decider before and after, on the same rows.
     *
     * @param before     in percent, of the last decider that was trained on the rows that left; null if there is none
     * @param after      in percent, of the decider that was trained without them; null if there is none
     * @param rows       how many rows both were measured on
     * @param measuredOn which rows those are
     * @param missing    why a figure is null, in sentences; empty if none is
     */
    public record Accuracy(
            @Nullable Double before, @Nullable Double after, int rows, String measuredOn, String missing) {}

    /** A member that was given addresses of a snapshot's rows, and when first. */
    public record Holder(String entity, int snapshot, Instant since) {}
}
