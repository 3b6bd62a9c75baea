package io.veilpool.model.tensor;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ShardEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Immutable safetensors files of poisoned features, named by their digest: tensors {@code poisoned} (N, C, H, W),
 * {@code labels} (N) int64, for I8 {@code scales} (N, groups) float32, and in the header the {@link Origin} and a digest per
 * block of {@value ShardMetadata#BLOCK_ROWS} rows.
 */
public final class FeatureShard {
    private static final String VALUES = "poisoned";
    private static final int HEADER_RESERVE = 4096;
    private static final int DIGEST_TEXT = 65;
    private static final int MOST_HEADER_BYTES = 1 << 24;

    private FeatureShard() {}

    /**
     * Where the rows come from; written into every shard.
     *
     * @param releaseDigest digest of the NETWORK release whose featurizer was used
     * @param dpmCommitment keyed hash of the DPM's weights
     * @param rotation      which DPM of this entity, from 1
     */
    public record Origin(UUID collaboration, String releaseDigest, String dpmCommitment, int rotation) {}

    /**
     * What the manifest and the charter say about a shard.
     *
     * @param classes number of classes of the charter; labels are below it
     */
    public record Expectation(ShardEntry entry, Origin origin, FeatureShape shape, ElementType type, int classes) {}

    /** Name of a shard's file. */
    public static String fileName(ShardEntry entry) {
        return entry.digest() + ".safetensors";
    }

    /**
     * Writes all rows, in order, to as few shards as the limit allows. A shard that is there already is replaced by the
     * same bytes, so a killed call can be repeated.
     *
     * @param type          element type of the shards; rows of another type are converted
     * @param maxShardBytes greatest size of one file
     * @return one entry per file, in the order of the rows
     * @throws IllegalArgumentException if not even one row fits
     */
    public static List<ShardEntry> write(
            Path folder, PoisonedFeatures features, ElementType type, long maxShardBytes, Origin origin)
            throws IOException {
        FeatureRows rows = features.values().as(type);
        int rowsPerShard = rowsPerShard(rows.layout(), maxShardBytes);
        List<ShardEntry> entries = new ArrayList<>();
        for (int start = 0; start < rows.rows(); start += rowsPerShard) {
            FeatureRows part = rows.slice(start, Math.min(rows.rows(), start + rowsPerShard));
            SafeTensorsWriter writer =
                    new SafeTensorsWriter(RowsFile.tensors(VALUES, part), ShardMetadata.of(origin, part));
            String digest = writer.write(folder, name -> folder.resolve(name + ".safetensors"));
            entries.add(new ShardEntry(digest, writer.size(), part.rows()));
        }
        return List.copyOf(entries);
    }

    /** Bytes that a shard of so many rows has at most: rows, their blocks' digests, and a header with room to spare. */
    public static long mostBytes(FeatureShape shape, ElementType type, long rows) {
        long blocks = Math.ceilDiv(rows, ShardMetadata.BLOCK_ROWS);
        return rows * new RowLayout(shape, type).fileBytes() + blocks * DIGEST_TEXT + 16L * HEADER_RESERVE;
    }

    private static int rowsPerShard(RowLayout layout, long maxShardBytes) {
        long perBlock = ShardMetadata.BLOCK_ROWS * layout.fileBytes() + DIGEST_TEXT;
        long free = maxShardBytes - HEADER_RESERVE;
        long blocks = free / perBlock;
        long rows = blocks > 0 ? blocks * ShardMetadata.BLOCK_ROWS : (free - DIGEST_TEXT) / layout.fileBytes();
        if (rows < 1) {
            throw new IllegalArgumentException("a shard of at most " + maxShardBytes + " bytes cannot hold a row of "
                    + layout.fileBytes() + "; allow at least " + (HEADER_RESERVE + DIGEST_TEXT + layout.fileBytes()));
        }
        return (int) Math.min(rows, 1 << 27);
    }

    /**
     * Checks everything before the engine sees a byte: size and digest, layout, shape, element type, number of rows,
     * labels, finite values, origin, block digests.
     *
     * @return the rows as views of a mapping of the file, which only this process may write
     * @throws HostileFileException if anything differs from what is expected
     */
    public static PoisonedFeatures read(Path file, Expectation expected) throws HostileFileException, IOException {
        ShardEntry entry = expected.entry();
        long size = Files.size(file);
        if (size != entry.bytes()) {
            throw new HostileFileException("the shard has " + size + " bytes, the manifest says " + entry.bytes());
        }
        MemorySegment bytes = SafeTensorsFile.map(file);
        String digest = Digests.sha256(bytes);
        if (!digest.equals(entry.digest())) {
            throw new HostileFileException("the shard has digest " + digest + ", the manifest says " + entry.digest());
        }
        return inspect(bytes, expected);
    }

    /** All checks but size and digest. */
    static PoisonedFeatures inspect(MemorySegment bytes, Expectation expected) throws HostileFileException {
        SafeTensors.Limits limits = new SafeTensors.Limits(bytes.byteSize(), MOST_HEADER_BYTES, bytes.byteSize());
        SafeTensorsFile file = SafeTensorsFile.check(bytes, limits);
        FeatureRows rows = RowsFile.rows(VALUES, file, expected.classes() - 1);
        if (!rows.shape().equals(expected.shape()) || rows.type() != expected.type()) {
            throw new HostileFileException("rows are " + rows.type() + " " + rows.shape() + ", expected "
                    + expected.type() + " " + expected.shape());
        }
        if (rows.rows() != expected.entry().rows()) {
            throw new HostileFileException("the shard has " + rows.rows() + " rows, the manifest says "
                    + expected.entry().rows());
        }
        Map<String, String> metadata = ShardMetadata.of(expected.origin(), rows);
        if (!file.metadata().equals(metadata)) {
            List<String> wrong = metadata.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(file.metadata().get(entry.getKey())))
                    .map(Map.Entry::getKey)
                    .toList();
            throw new HostileFileException("the shard's header contradicts the manifest or its rows in " + wrong
                    + ", or says more than it should");
        }
        return PoisonedFeatures.of(rows);
    }
}
