package io.veilpool.model.protocol;

/** Request: declare a release. {@code manifestJws} is a compact JWS over a {@link ReleaseManifest} as UTF-8 JSON. */
public record PublishRelease(String manifestJws, ObjectParts weights) {}
