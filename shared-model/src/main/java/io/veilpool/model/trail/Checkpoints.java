package io.veilpool.model.trail;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.TrailProof;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import java.util.Collection;

/** Checkpoints as somebody who trusts only the coordinator's keys reads them. */
public final class Checkpoints {
    private Checkpoints() {}

    /**
     * Checks the signature and reads what was signed.
     *
     * @param keys public keys (JWK) of the coordinator, one of which must have signed
     * @throws BrokenTrailException if none did, or if it makes no sense
     */
    public static Checkpoint verify(String jws, Collection<String> keys) throws BrokenTrailException {
        String reason = "there is no key of the coordinator";
        for (String key : keys) {
            try {
                return read(Jws.verify(jws, key, SignatureType.CHECKPOINT));
            } catch (InvalidSignatureException e) {
                reason = e.getMessage();
            }
        }
        throw new BrokenTrailException("The checkpoint is not signed by the coordinator: " + reason + ".");
    }

    private static Checkpoint read(byte[] signed) throws BrokenTrailException {
        try {
            Checkpoint checkpoint = ProtocolJson.read(signed, Checkpoint.class);
            if (checkpoint.size() < 0 || !Digests.isSha256(checkpoint.root())) {
                throw new BrokenTrailException("The checkpoint says that the trail has " + checkpoint.size()
                        + " entries, and its root must be 64 hex digits.");
            }
            return checkpoint;
        } catch (InvalidJsonException e) {
            throw new BrokenTrailException("The checkpoint cannot be read: " + e.getMessage() + ".");
        }
    }

    /**
     * Refuses a checkpoint that says something else of the past than an earlier one.
     *
     * @param proof consistency proof from the earlier to the later; without hashes if the earlier one is empty or as large
     * @throws BrokenTrailException with what was done to the trail, as far as it can be told
     */
    public static void requireContinues(Checkpoint earlier, Checkpoint later, TrailProof proof)
            throws BrokenTrailException {
        if (!later.trail().equals(earlier.trail())) {
            throw new BrokenTrailException(
                    "The coordinator shows another trail, %s, than before, %s: its database was replaced."
                            .formatted(later.trail(), earlier.trail()));
        }
        if (later.size() < earlier.size()) {
            throw new BrokenTrailException(
                    "The coordinator's trail was rolled back: it has %,d entries, and had %,d on %s."
                            .formatted(later.size(), earlier.size(), earlier.at()));
        }
        if (earlier.size() > 0
                && !MerkleTree.begins(earlier.root(), earlier.size(), later.root(), later.size(), proof.hashes())) {
            throw new BrokenTrailException(
                    "The coordinator's trail was rewritten: among its first %,d entries, signed on %s, at least one is another one now."
                            .formatted(earlier.size(), earlier.at()));
        }
    }
}
