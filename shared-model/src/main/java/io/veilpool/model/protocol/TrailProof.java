package io.veilpool.model.protocol;

import java.util.List;

/** @param hashes of an inclusion or consistency proof (RFC 9162, 2.1.3 and 2.1.4), 64 lower-case hex digits each */
public record TrailProof(List<String> hashes) {}
