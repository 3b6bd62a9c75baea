package io.veilpool.model.protocol;

import java.util.List;

/**
 * How an agent cuts an object into parts for a multipart upload.
 *
 * @param digest     SHA-256 of the whole object, lower-case hex
 * @param bytes      size of the whole object
 * @param partBytes  size of every part but the last, 5 MiB to 64 MiB
 * @param partSha256 SHA-256 of each part, lower-case hex, in order; at most 10,000
 */
public record ObjectParts(String digest, long bytes, long partBytes, List<String> partSha256) {}
