package io.veilpool.model.protocol;

import java.util.List;
import java.util.UUID;

/**
 * What an entity signs about its poisoned features (payload of a JWS, ES256).
 *
 * @param entity        name of the contributing entity
 * @param releaseDigest digest of the NETWORK release whose featurizer was used
 * @param dpmCommitment keyed hash of the DPM's weights: sameness is provable, weights stay secret
 * @param rotation      which DPM of this entity, from 1
 * @param rowType       {@code F32}, {@code F16} or {@code I8}
 * @param rowsPerClass  number of rows of each class of the charter, in its order; sums to {@code rows}
 * @param reportDigest  SHA-256 of the leakage report's payload bytes
 */
public record ContributionManifest(
        int formatVersion,
        UUID collaboration,
        int charterVersion,
        String entity,
        String releaseDigest,
        String dpmCommitment,
        int rotation,
        FeatureShape featureShape,
        String rowType,
        int rows,
        List<Integer> rowsPerClass,
        List<ShardEntry> shards,
        String reportDigest) {}
