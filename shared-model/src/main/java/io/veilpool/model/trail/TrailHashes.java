package io.veilpool.model.trail;

import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.TrailEntry;
import java.nio.charset.StandardCharsets;

/** Hashes of the trail's entries: leaves of its Merkle tree, and what the next entry names as the previous one. */
public final class TrailHashes {
    /** What the first entry names as its previous one. */
    public static final String BEFORE_THE_FIRST = "0".repeat(64);

    private TrailHashes() {}

    /** Of the entry's canonical JSON, 64 lower-case hex digits. */
    public static String of(TrailEntry entry) {
        return ofText(CanonicalJson.text(entry));
    }

    /** The same of canonical JSON that is at hand. */
    public static String ofText(String canonicalJson) {
        return MerkleTree.leaf(canonicalJson.getBytes(StandardCharsets.UTF_8));
    }
}
