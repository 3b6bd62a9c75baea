package io.veilpool.model.protocol;

import java.util.List;

/**
 * Request: declare a contribution.
 *
 * @param manifestJws compact JWS over a {@link ContributionManifest}
 * @param objects     one entry per shard
 * @param approvals   compact JWS over an {@link Approval} each; one is needed where the charter asks for a release by a second person
 */
public record DeclareContribution(String manifestJws, List<ObjectParts> objects, List<String> approvals) {}
