package io.veilpool.coordinator.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where large bytes lie: one bucket of an S3 store. Bytes go between agents and the store by presigned addresses,
 * never through the coordinator's memory.
 *
 * <p>Every method refuses with UNAVAILABLE when the store does not answer or fails.
 */
public interface ObjectStore {
    /** A part that the store has. */
    record StoredPart(int number, long bytes, String etag) {}

    /** A part as the completion names it; {@code sha256} in lower-case hex. */
    record CompletedPart(int number, String etag, String sha256) {}

    /** A presigned address and the headers that must be sent with it. */
    record PresignedRequest(String url, Map<String, String> headers) {}

    /** An upload begun and neither completed nor aborted. */
    record PendingUpload(String key, String uploadId, Optional<Instant> begun) {}

    /** Makes the bucket if it is not there. */
    void prepare();

    /** Begins a multipart upload whose parts carry SHA-256 checksums; answers its id. */
    String beginUpload(String key);

    /**
     * Address for one part. The store refuses other bytes than those with this digest, a missing checksum header, and
     * everything after {@code life}.
     */
    PresignedRequest presignPart(String key, String uploadId, int number, String sha256, Duration life);

    /** The parts that the store has, by number; none also when it does not know the upload (any more). */
    List<StoredPart> parts(String key, String uploadId);

    void completeUpload(String key, String uploadId, List<CompletedPart> parts);

    /** Forgets an upload and its parts; unknown is fine. */
    void abortUpload(String key, String uploadId);

    /** Uploads under a prefix that were never completed nor aborted. */
    List<PendingUpload> pendingUploads(String prefix);

    /** Size in bytes of an object; empty when there is none. */
    Optional<Long> size(String key);

    /**
     * Stores a small object whole.
     *
     * @return false when the key has an object already, which stays as it is
     * @throws DigestMismatchException when the bytes that arrived have another digest
     */
    boolean putIfAbsent(String key, Path file, String sha256) throws IOException;

    /**
     * Opens the object's bytes; the caller closes the stream.
     *
     * @throws MissingObjectException when there is none
     */
    InputStream read(String key);

    /** Address for reading the object, ranges included. */
    String presignDownload(String key, Duration life);

    /** Deletes an object; absent is fine. */
    void delete(String key);
}
