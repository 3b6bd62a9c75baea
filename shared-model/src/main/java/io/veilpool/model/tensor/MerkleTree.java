package io.veilpool.model.tensor;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Merkle tree hash of RFC 6962, section 2.1, over SHA-256: leaves and inner nodes are hashed with different prefixes. */
public final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private MerkleTree() {}

    /**
     * Root over leaves in order.
     *
     * @param leafDigests digests in order, 64 lower-case hex digits each; their 32 bytes are the leaves' data
     * @return root as 64 lower-case hex digits; of no leaves: SHA-256 of nothing
     */
    public static String root(List<String> leafDigests) {
        for (String leaf : leafDigests) {
            if (!Digests.isSha256(leaf)) {
                throw new IllegalArgumentException(
                        "a leaf must be 64 lower-case hex digits, got " + leaf.length() + " characters");
            }
        }
        if (leafDigests.isEmpty()) {
            return Digests.sha256(new byte[0]);
        }
        return Digests.hex(hash(leafDigests));
    }

    private static byte[] hash(List<String> leaves) {
        MessageDigest digest = Digests.newSha256();
        if (leaves.size() == 1) {
            digest.update(LEAF);
            return digest.digest(HexFormat.of().parseHex(leaves.getFirst()));
        }
        int left = Integer.highestOneBit(leaves.size() - 1);
        byte[] leftHash = hash(leaves.subList(0, left));
        byte[] rightHash = hash(leaves.subList(left, leaves.size()));
        digest.update(NODE);
        digest.update(leftHash);
        return digest.digest(rightHash);
    }
}
