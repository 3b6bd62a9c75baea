package io.veilpool.model.protocol;

import java.util.List;

/** Request: declare a contribution. {@code manifestJws} is a compact JWS over a {@link ContributionManifest}; one entry in {@code objects} per shard. */
public record DeclareContribution(String manifestJws, List<ObjectParts> objects) {}
