package io.veilpool.model.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One part of an upload.
 *
 * @param digest  digest of the object it belongs to
 * @param number  from 1
 * @param stored  whether the object store has it already; then there is no address
 * @param url     presigned PUT address
 * @param headers signed headers that must be sent with the PUT
 */
public record UploadPart(
        String digest,
        int number,
        long offset,
        long bytes,
        boolean stored,
        @Nullable String url,
        Map<String, String> headers) {}
