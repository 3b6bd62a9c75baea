package io.veilpool.model.tensor;

import io.veilpool.model.digest.Digests;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The texts in a shard's header: where the rows come from, and a digest for every block of rows. */
final class ShardMetadata {
    static final String FORMAT = "veilpool.poisoned-features/1";
    static final int BLOCK_ROWS = 256;

    private ShardMetadata() {}

    static Map<String, String> of(FeatureShard.Origin origin, FeatureRows rows) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("format", FORMAT);
        metadata.put("collaboration", origin.collaboration().toString());
        metadata.put("releaseDigest", origin.releaseDigest());
        metadata.put("dpmCommitment", origin.dpmCommitment());
        metadata.put("rotation", String.valueOf(origin.rotation()));
        metadata.put("blockRows", String.valueOf(BLOCK_ROWS));
        metadata.put("blockDigests", String.join(",", blockDigests(rows)));
        return metadata;
    }

    /** SHA-256 of each block's rows: values, scales and label (8 bytes, big-endian) of one row after another. */
    static List<String> blockDigests(FeatureRows rows) {
        List<String> digests = new ArrayList<>();
        MessageDigest digest = Digests.newSha256();
        for (int row = 0; row < rows.rows(); row++) {
            digest.update(rows.storedRow(row));
            digest.update(java.nio.ByteBuffer.allocate(Long.BYTES)
                    .putLong(rows.label(row))
                    .rewind());
            if (row % BLOCK_ROWS == BLOCK_ROWS - 1 || row == rows.rows() - 1) {
                digests.add(Digests.hex(digest.digest()));
            }
        }
        return digests;
    }
}
