package io.veilpool.pages;

import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ShardEntry;
import java.util.List;

/**
 * What would leave an entity if it published now, byte by byte.
 *
 * @param manifest       names every shard by its digest
 * @param manifestDigest SHA-256 of the manifest's canonical JSON, lower-case hex: what the entity would sign
 * @param classes        names of the charter's classes, in its order; one for each of {@code rowsPerClass}
 * @param imagesPerRow   images of a class behind each row, at least 1
 */
public record Departure(ContributionManifest manifest, String manifestDigest, List<String> classes, int imagesPerRow) {
    /** @throws IllegalArgumentException if the classes are not those that the manifest counts */
    public Departure {
        classes = List.copyOf(classes);
        if (classes.size() != manifest.rowsPerClass().size()) {
            throw new IllegalArgumentException("the manifest counts rows of "
                    + manifest.rowsPerClass().size() + " classes, but " + classes.size() + " are named");
        }
    }

    /** Of all shards. */
    public long bytes() {
        return manifest.shards().stream().mapToLong(ShardEntry::bytes).sum();
    }
}
