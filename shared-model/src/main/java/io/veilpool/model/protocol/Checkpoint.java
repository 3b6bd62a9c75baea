package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.UUID;

/**
 * What the coordinator signs about its trail: from then on no entry up to this one can change unnoticed by who keeps it.
 *
 * @param trail which trail: an empty database begins another one
 * @param size  number of entries
 * @param root  Merkle root over the hashes of these entries (RFC 9162), 64 lower-case hex digits
 * @param at    when it was signed
 */
public record Checkpoint(UUID trail, long size, String root, Instant at) {}
