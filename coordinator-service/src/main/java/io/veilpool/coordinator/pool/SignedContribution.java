package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;

/** A contribution's manifest whose signature was checked. */
record SignedContribution(ContributionManifest manifest, byte[] payload, String jws) {
    static SignedContribution verified(String jws, String publicKey) {
        try {
            byte[] payload = Jws.verify(jws, publicKey, SignatureType.CONTRIBUTION);
            return new SignedContribution(ProtocolJson.read(payload, ContributionManifest.class), payload, jws);
        } catch (InvalidSignatureException e) {
            throw new RefusedException(
                    ProblemType.SIGNATURE_INVALID,
                    "The contribution's manifest is not signed with the enrolled key: " + e.getMessage());
        } catch (InvalidJsonException e) {
            throw new RefusedException(
                    ProblemType.MANIFEST_INVALID, "The contribution's manifest cannot be read: " + e.getMessage());
        }
    }

    String digest() {
        return Digests.sha256(payload);
    }
}
