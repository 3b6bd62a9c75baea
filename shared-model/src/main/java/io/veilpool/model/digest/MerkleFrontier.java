package io.veilpool.model.digest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** As much of a Merkle tree as appending to it needs: the hashes of its complete subtrees, at most one of each level. */
public final class MerkleFrontier {
    private final Deque<String> hashes = new ArrayDeque<>(); // smallest subtree first
    private long size;

    /** Of an empty tree. */
    public MerkleFrontier() {}

    /** Of the first leaves of a tree that somebody keeps. */
    public MerkleFrontier(MerkleTree.Subtrees subtrees, long size) {
        this.size = size;
        long before = 0;
        for (long rest = size; rest > 0; rest -= Long.highestOneBit(rest)) {
            long leaves = Long.highestOneBit(rest);
            hashes.addFirst(subtrees.hash(Long.numberOfTrailingZeros(leaves), before / leaves));
            before += leaves;
        }
    }

    /**
     * A subtree that has become complete.
     *
     * @param level    it has 2^level leaves
     * @param position how many of its level lie before it
     */
    public record Subtree(int level, long position, String hash) {}

    /**
     * Appends a leaf.
     *
     * @param leaf its hash
     * @return what has become complete: the leaf itself, then what it completes, smallest first
     */
    public List<Subtree> append(String leaf) {
        List<Subtree> completed = new ArrayList<>();
        long position = size++;
        String hash = leaf;
        completed.add(new Subtree(0, position, hash));
        for (int level = 1; (position & 1) == 1; level++) {
            position >>= 1;
            hash = MerkleTree.node(hashes.removeFirst(), hash);
            completed.add(new Subtree(level, position, hash));
        }
        hashes.addFirst(hash);
        return completed;
    }

    public long size() {
        return size;
    }

    /** Root of what was appended; of nothing: SHA-256 of nothing. */
    public String root() {
        Iterator<String> smallestFirst = hashes.iterator();
        if (!smallestFirst.hasNext()) {
            return Digests.sha256(new byte[0]);
        }
        String root = smallestFirst.next();
        while (smallestFirst.hasNext()) {
            root = MerkleTree.node(smallestFirst.next(), root);
        }
        return root;
    }
}
