package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher signs (payload of a JWS, ES256). The weights are one safetensors object whose tensors carry the
 * role as prefix and which also holds a golden input and its outputs ({@code golden.*}, made from noise, no image).
 *
 * @param weightsDigest SHA-256 of the safetensors object, lower-case hex
 * @param snapshot      the snapshot a POOL_DECIDER was trained on, else null
 */
public record ReleaseManifest(
        int formatVersion,
        UUID collaboration,
        int charterVersion,
        ReleaseKind kind,
        String publishedBy,
        String hookPoint,
        FeatureShape featureShape,
        List<ReleasedNetwork> networks,
        String weightsDigest,
        long weightsBytes,
        RowCalibration calibration,
        @Nullable UUID snapshot,
        Instant createdAt) {}
