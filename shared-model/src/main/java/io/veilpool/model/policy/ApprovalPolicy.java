package io.veilpool.model.policy;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.OfficerView;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import io.veilpool.model.signing.PublicKeys;
import io.veilpool.model.trail.CanonicalDocuments;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** Whether a second person released exactly this contribution: asked by agents, by the coordinator and by who checks evidence. */
public final class ApprovalPolicy {
    /** By so much an officer's clock may be ahead, as that of an agent that logs in. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private ApprovalPolicy() {}

    /**
     * What must have been released.
     *
     * @param digest     SHA-256 of the manifest's payload bytes, lower-case hex
     * @param entityKeys public keys (JWK) that the entity's agent signs with, none of which may approve
     */
    public record Subject(ContributionManifest manifest, String digest, Collection<String> entityKeys) {}

    /**
     * Checks an approval by one of the officers whose keys are known.
     *
     * @param officers   of the entity; one who is revoked counts for what was approved before
     * @param reportedAt when the leakage report was made, which must have been there to be looked at
     * @param now        when it is checked
     * @throws InvalidSignatureException if it is no approval of this contribution by one of them; the message says why
     */
    public static Approval verify(
            String jws, Subject subject, Collection<OfficerView> officers, Instant reportedAt, Instant now)
            throws InvalidSignatureException {
        OfficerView officer = signer(jws, subject.manifest().entity(), officers);
        Approval approval = read(jws, officer.publicKey(), subject);
        require("officer", approval.officer(), officer.name());
        Instant at = approval.approvedAt();
        if (at.isAfter(now.plus(SKEW))) {
            throw new InvalidSignatureException("it is dated " + at + ", but it is " + now + "; set the clock");
        }
        if (at.isBefore(reportedAt)) {
            throw new InvalidSignatureException(
                    "it is dated " + at + ", before the leakage report of " + reportedAt + " was there");
        }
        if (officer.revokedAt() != null && !at.isBefore(officer.revokedAt())) {
            throw new InvalidSignatureException(
                    "it is dated " + at + ", but " + officer.name() + " was revoked at " + officer.revokedAt());
        }
        return approval;
    }

    /**
     * Checks an approval with its officer's key: signature, form, that it is about this contribution, and that the key is not the entity's.
     *
     * @param officersKey public JWK
     */
    public static Approval read(String jws, String officersKey, Subject subject) throws InvalidSignatureException {
        String fingerprint = PublicKeys.thumbprint(officersKey);
        for (String key : subject.entityKeys()) {
            if (PublicKeys.thumbprint(key).equals(fingerprint)) {
                throw new InvalidSignatureException(
                        "its key is the entity's own; a second person signs with a key that the agent does not have");
            }
        }
        Approval approval = read(jws, officersKey);
        ContributionManifest manifest = subject.manifest();
        require("formatVersion", approval.formatVersion(), Approval.FORMAT_VERSION);
        require("collaboration", approval.collaboration(), manifest.collaboration());
        require("entity", approval.entity(), manifest.entity());
        require("manifestDigest", approval.manifestDigest(), subject.digest());
        require("reportDigest", approval.reportDigest(), manifest.reportDigest());
        return approval;
    }

    private static Approval read(String jws, String officersKey) throws InvalidSignatureException {
        try {
            return CanonicalDocuments.read(jws, Set.of(officersKey), SignatureType.APPROVAL, Approval.class);
        } catch (InvalidJsonException e) {
            throw new InvalidSignatureException("what was signed is no approval: " + e.getMessage(), e);
        }
    }

    private static OfficerView signer(String jws, String entity, Collection<OfficerView> officers)
            throws InvalidSignatureException {
        String key = Jws.keyUnverified(jws);
        for (OfficerView officer : officers) {
            if (PublicKeys.thumbprint(officer.publicKey()).equals(key)) {
                return officer;
            }
        }
        throw new InvalidSignatureException("no officer of " + entity + " has the key with fingerprint " + key);
    }

    private static void require(String field, Object said, Object expected) throws InvalidSignatureException {
        if (!said.equals(expected)) {
            throw new InvalidSignatureException("its " + field + " is " + said + ", but must be " + expected);
        }
    }
}
