package io.veilpool.verify;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.policy.ApprovalPolicy;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.EvidenceManifest;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.OfficerView;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.PublicKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a bundle holds of releases by second persons: which charters asked for one, whose keys may give it, and whether it is there. */
final class ApprovalEvidence {
    private final EvidenceManifest bundle;
    private final TrailEvidence told;
    private final Map<Integer, CharterView> charters = new HashMap<>();
    private final Map<String, List<OfficerView>> officers = new HashMap<>();

    /**
     * Nothing in a bundle was signed after the bundle itself.
     *
     * @param told gets what the trail must say
     */
    ApprovalEvidence(EvidenceManifest bundle, TrailEvidence told) {
        this.bundle = bundle;
        this.told = told;
    }

    void charter(String file, CharterView charter) throws NotVerifiedException {
        if (charters.put(charter.version(), charter) != null) {
            throw new NotVerifiedException(file + " is a second version " + charter.version() + " of the charter.");
        }
        boolean first = charter.version() == 1;
        String action = first ? "collaboration-opened" : "charter-changed";
        String subject = first ? "collaboration " + bundle.collaboration() : "charter " + charter.version();
        told.expect(action, subject, Digests.sha256(CanonicalJson.write(charter.charter())), file);
    }

    /** Requires that the collaboration's charter is among the versions that the bundle holds. */
    void requireCurrent(CharterView current) throws NotVerifiedException {
        if (!current.equals(charters.get(current.version()))) {
            throw new NotVerifiedException(EvidenceManifest.COLLABORATION + " shows another charter than "
                    + EvidenceManifest.CHARTERS + current.version() + ".json.");
        }
    }

    /** @return whose keys they are, in sentences */
    List<String> officers(MemberView member) throws NotVerifiedException {
        List<String> found = new ArrayList<>();
        for (OfficerView officer : member.officers()) {
            requireFingerprint(officer);
            String subject = "officer " + officer.id();
            told.expect("officer-registered", subject, officer.keyFingerprint(), EvidenceManifest.COLLABORATION);
            if (officer.revokedAt() != null) {
                told.expect("officer-revoked", subject, officer.keyFingerprint(), EvidenceManifest.COLLABORATION);
            }
            found.add("Officer %s of %s%s has the key with fingerprint %s."
                    .formatted(
                            officer.name(),
                            member.name(),
                            officer.revokedAt() == null ? "" : " (revoked)",
                            officer.keyFingerprint()));
        }
        officers.computeIfAbsent(member.name(), name -> new ArrayList<>()).addAll(member.officers());
        return found;
    }

    private static void requireFingerprint(OfficerView officer) throws NotVerifiedException {
        try {
            if (!PublicKeys.thumbprint(officer.publicKey()).equals(officer.keyFingerprint())) {
                throw new NotVerifiedException(EvidenceManifest.COLLABORATION
                        + " names another fingerprint than that of the key of officer " + officer.name() + ".");
            }
        } catch (InvalidSignatureException e) {
            throw new NotVerifiedException(EvidenceManifest.COLLABORATION + " has no key of officer " + officer.name()
                    + ": " + e.getMessage() + ".");
        }
    }

    /** Requires that a contribution's approvals are of it and by officers, and that there is one if its charter asks. */
    void require(String file, ContributionView view, ApprovalPolicy.Subject subject, Instant reportedAt)
            throws NotVerifiedException {
        int version = view.manifest().charterVersion();
        CharterView charter = charters.get(version);
        if (charter == null) {
            throw new NotVerifiedException(
                    file + " was made under version " + version + " of the charter, which is not in the bundle.");
        }
        if (view.approvals().isEmpty() && charter.charter().oversight().officerApproval()) {
            throw new NotVerifiedException(file + " was released by nobody, but version " + version
                    + " of the charter asks for the release by a second person.");
        }
        for (String jws : view.approvals()) {
            try {
                Approval approval = ApprovalPolicy.verify(
                        jws, subject, officers.getOrDefault(view.entity(), List.of()), reportedAt, bundle.createdAt());
                String digest = Digests.sha256(CanonicalJson.write(approval));
                told.expect("contribution-approved", "contribution " + view.id(), digest, file);
            } catch (InvalidSignatureException e) {
                throw new NotVerifiedException(file + ": the approval does not release it: " + e.getMessage() + ".");
            }
        }
    }
}
