package io.veilpool.model.digest;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Merkle tree hash, inclusion and consistency proofs of RFC 9162, section 2.1 (RFC 6962 has the same), over SHA-256: leaves and inner
 * nodes are hashed with different prefixes. All hashes are 64 lower-case hex digits.
 */
public final class MerkleTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private MerkleTree() {}

    /** Hashes of complete subtrees, whoever keeps them. */
    @FunctionalInterface
    public interface Subtrees {
        /**
         * @param level    the subtree has 2^level leaves; 0 is a leaf's own hash
         * @param position how many subtrees of this level lie before it
         */
        String hash(int level, long position);
    }

    /** Hash of a leaf. */
    public static String leaf(byte[] data) {
        return hash(LEAF, data, new byte[0]);
    }

    /** Hash of the node above two others. */
    static String node(String left, String right) {
        return hash(NODE, bytes(left), bytes(right));
    }

    /**
     * Root over leaves in order.
     *
     * @param leafDigests digests in order; their 32 bytes are the leaves' data
     * @return root; of no leaves: SHA-256 of nothing
     * @throws IllegalArgumentException if a leaf is not 64 lower-case hex digits
     */
    public static String root(List<String> leafDigests) {
        for (String leaf : leafDigests) {
            if (!Digests.isSha256(leaf)) {
                throw new IllegalArgumentException(
                        "a leaf must be 64 lower-case hex digits, got " + leaf.length() + " characters");
            }
        }
        MerkleFrontier frontier = new MerkleFrontier();
        leafDigests.forEach(digest -> frontier.append(leaf(bytes(digest))));
        return frontier.root();
    }

    /** Root over the first leaves of a tree. */
    public static String root(Subtrees subtrees, long size) {
        return size == 0 ? Digests.sha256(new byte[0]) : hash(subtrees, 0, size);
    }

    /**
     * What shows that a leaf is in the tree of the first {@code size} leaves: 2.1.3.1.
     *
     * @param index of the leaf, from 0
     * @throws IllegalArgumentException unless 0 &lt;= index &lt; size
     */
    public static List<String> inclusion(Subtrees subtrees, long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
        }
        List<String> proof = new ArrayList<>();
        path(subtrees, index, 0, size, proof);
        return proof;
    }

    /**
     * What shows that the tree of the first {@code from} leaves is the beginning of that of the first {@code to}: 2.1.4.1.
     *
     * @throws IllegalArgumentException unless 0 &lt; from &lt;= to
     */
    public static List<String> consistency(Subtrees subtrees, long from, long to) {
        if (from <= 0 || from > to) {
            throw new IllegalArgumentException("a tree of " + to + " leaves has no beginning of " + from + " leaves");
        }
        List<String> proof = new ArrayList<>();
        subproof(subtrees, from, 0, to, true, proof);
        return proof;
    }

    /** Whether the proof shows it: 2.1.3.2. */
    public static boolean includes(String leaf, long index, long size, List<String> proof, String root) {
        if (index < 0 || index >= size || !areHashes(proof)) {
            return false;
        }
        long fn = index;
        long sn = size - 1;
        String hash = leaf;
        for (String sibling : proof) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                hash = node(sibling, hash);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                hash = node(hash, sibling);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && hash.equals(root);
    }

    /** Whether the proof shows that the second tree begins with the first: 2.1.4.2. */
    public static boolean begins(String fromRoot, long from, String toRoot, long to, List<String> proof) {
        if (from <= 0 || from > to || !areHashes(proof)) {
            return false;
        }
        if (from == to) {
            return proof.isEmpty() && fromRoot.equals(toRoot);
        }
        boolean complete = Long.bitCount(from) == 1;
        if (!complete && proof.isEmpty()) {
            return false;
        }
        String first = complete ? fromRoot : proof.getFirst();
        String fromHash = first;
        String toHash = first;
        long fn = from - 1;
        long sn = to - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        for (String sibling : complete ? proof : proof.subList(1, proof.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fromHash = node(sibling, fromHash);
                toHash = node(sibling, toHash);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                toHash = node(toHash, sibling);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fromHash.equals(fromRoot) && toHash.equals(toRoot);
    }

    /** Of leaves begin to end; a complete subtree is asked for, never computed again. */
    private static String hash(Subtrees subtrees, long begin, long end) {
        long leaves = end - begin;
        if (Long.bitCount(leaves) == 1) {
            return subtrees.hash(Long.numberOfTrailingZeros(leaves), begin / leaves);
        }
        long left = Long.highestOneBit(leaves);
        return node(hash(subtrees, begin, begin + left), hash(subtrees, begin + left, end));
    }

    private static void path(Subtrees subtrees, long index, long begin, long end, List<String> proof) {
        if (end - begin == 1) {
            return;
        }
        long middle = begin + Long.highestOneBit(end - begin - 1);
        if (index < middle) {
            path(subtrees, index, begin, middle, proof);
            proof.add(hash(subtrees, middle, end));
        } else {
            path(subtrees, index, middle, end, proof);
            proof.add(hash(subtrees, begin, middle));
        }
    }

    /** @param known whether the verifier has the hash of begin to from already */
    private static void subproof(
            Subtrees subtrees, long from, long begin, long end, boolean known, List<String> proof) {
        if (from == end) {
            if (!known) {
                proof.add(hash(subtrees, begin, end));
            }
            return;
        }
        long middle = begin + Long.highestOneBit(end - begin - 1);
        if (from <= middle) {
            subproof(subtrees, from, begin, middle, known, proof);
            proof.add(hash(subtrees, middle, end));
        } else {
            subproof(subtrees, from, middle, end, false, proof);
            proof.add(hash(subtrees, begin, middle));
        }
    }

    private static boolean areHashes(List<String> proof) {
        return proof.stream().allMatch(Digests::isSha256);
    }

    private static byte[] bytes(String hash) {
        return HexFormat.of().parseHex(hash);
    }

    private static String hash(byte[] prefix, byte[] first, byte[] second) {
        MessageDigest digest = Digests.newSha256();
        digest.update(prefix);
        digest.update(first);
        return Digests.hex(digest.digest(second));
    }
}
