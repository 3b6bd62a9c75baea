package io.veilpool.coordinator.artifact;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import io.veilpool.model.signing.SigningKey;

/** A release's manifest whose signature was checked, or just made. */
record SignedManifest(ReleaseManifest manifest, byte[] payload, String jws) {
    /** Refuses a manifest that the key did not sign, or that is no manifest. */
    static SignedManifest verified(String jws, String publicKey) {
        try {
            byte[] payload = Jws.verify(jws, publicKey, SignatureType.RELEASE);
            return new SignedManifest(ProtocolJson.read(payload, ReleaseManifest.class), payload, jws);
        } catch (InvalidSignatureException e) {
            throw new RefusedException(
                    ProblemType.SIGNATURE_INVALID,
                    "The release's manifest is not signed with the enrolled key: " + e.getMessage());
        } catch (InvalidJsonException e) {
            throw new RefusedException(
                    ProblemType.MANIFEST_INVALID, "The release's manifest cannot be read: " + e.getMessage());
        }
    }

    static SignedManifest sign(ReleaseManifest manifest, SigningKey key) {
        byte[] payload = ProtocolJson.write(manifest);
        return new SignedManifest(manifest, payload, key.sign(payload, SignatureType.RELEASE));
    }

    /** The release's identity. */
    String digest() {
        return Digests.sha256(payload);
    }
}
