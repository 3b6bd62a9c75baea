package io.veilpool.model.tensor;

import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ShardEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Skeleton. */
public final class FeatureShard {
    private FeatureShard() {}

    /** Where the rows come from; written into every shard. */
    public record Origin(UUID collaboration, String releaseDigest, String dpmCommitment, int rotation) {}

    /** What the manifest and the charter say about a shard. */
    public record Expectation(ShardEntry entry, Origin origin, FeatureShape shape, ElementType type, int classes) {}

    public static List<ShardEntry> write(
            Path folder, PoisonedFeatures features, ElementType type, long maxShardBytes, Origin origin)
            throws IOException {
        throw new IllegalStateException("not yet");
    }

    public static PoisonedFeatures read(Path file, Expectation expected) throws HostileFileException, IOException {
        throw new IllegalStateException("not yet");
    }

    public static String fileName(ShardEntry entry) {
        return entry.digest() + ".safetensors";
    }
}
