package io.veilpool.agent.workflow;

import io.veilpool.agent.identity.PinnedKeys;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import io.veilpool.model.signing.PublicKeys;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** Believes a manifest only as far as its signature, the pinned key and the charter go; the coordinator is not trusted. */
final class ReleaseCheck {
    /** Under this name the coordinator's own key is pinned. */
    private static final String COORDINATOR = "coordinator (signs deciders from pooled rows)";

    /** A manifest whose signature was verified. */
    record Verified(ReleaseManifest manifest, String releaseDigest, String keyFingerprint) {}

    private ReleaseCheck() {}

    /** A release by the publishing entity of the charter. */
    static Verified ofEntity(ReleaseView release, CollaborationView collaboration, PinnedKeys pins)
            throws ReleaseRefusedException, IOException {
        String publisher = collaboration.charter().charter().publishingEntity();
        MemberView member = collaboration.members().stream()
                .filter(found -> found.name().equals(publisher))
                .findFirst()
                .orElseThrow(() -> new ReleaseRefusedException(
                        "the charter names " + publisher + " as publisher, but no such member is enrolled"));
        Verified verified = verify(release, List.of(member.publicKey()), publisher, collaboration.id(), pins);
        if (!verified.manifest().publishedBy().equals(publisher)
                || verified.manifest().kind() != ReleaseKind.NETWORK) {
            throw new ReleaseRefusedException(
                    "the manifest is of " + verified.manifest().publishedBy() + " and of kind "
                            + verified.manifest().kind() + ", expected " + publisher + " and NETWORK");
        }
        return verified;
    }

    /** A decider that the coordinator trained. */
    static Verified ofCoordinator(
            ReleaseView release, List<String> coordinatorKeys, UUID collaboration, PinnedKeys pins)
            throws ReleaseRefusedException, IOException {
        Verified verified = verify(release, coordinatorKeys, COORDINATOR, collaboration, pins);
        if (verified.manifest().kind() != ReleaseKind.POOL_DECIDER) {
            throw new ReleaseRefusedException(
                    "the manifest is of kind " + verified.manifest().kind() + ", expected POOL_DECIDER");
        }
        return verified;
    }

    private static Verified verify(
            ReleaseView release, List<String> keys, String party, UUID collaboration, PinnedKeys pins)
            throws ReleaseRefusedException, IOException {
        String reason = "there is no key";
        for (String key : keys) {
            try {
                byte[] payload = Jws.verify(release.manifestJws(), key, SignatureType.RELEASE);
                String fingerprint = PublicKeys.thumbprint(key);
                requirePinned(party, fingerprint, pins);
                String digest = Digests.sha256(payload);
                ReleaseManifest manifest = ProtocolJson.read(payload, ReleaseManifest.class);
                if (!digest.equals(release.digest())
                        || !manifest.collaboration().equals(collaboration)) {
                    throw new ReleaseRefusedException("the signed manifest has digest " + digest
                            + " and is of collaboration "
                            + manifest.collaboration() + ", the coordinator announced digest " + release.digest()
                            + " in collaboration " + collaboration);
                }
                return new Verified(manifest, digest, fingerprint);
            } catch (InvalidSignatureException e) {
                reason = e.getMessage();
            } catch (InvalidJsonException e) {
                throw new ReleaseRefusedException("the manifest cannot be read: " + e.getMessage());
            }
        }
        throw new ReleaseRefusedException("the signature of release " + release.id()
                + " does not verify with the key of " + party + ": " + reason);
    }

    private static void requirePinned(String party, String fingerprint, PinnedKeys pins)
            throws ReleaseRefusedException, IOException {
        String pinned = pins.pin(party, fingerprint);
        if (!pinned.equals(fingerprint)) {
            throw new ReleaseRefusedException("the key of " + party + " has fingerprint " + fingerprint + ", but "
                    + pinned + " was pinned when it was first seen. Ask that party which is right; if the change is"
                    + " wanted, delete its line in identity/pinned-keys.json");
        }
    }
}
