package io.veilpool.verify;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.policy.ApprovalPolicy;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.EvidenceManifest;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.ReportReceipt;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.RerunView;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.SignedCheckpoint;
import io.veilpool.model.protocol.SnapshotEntry;
import io.veilpool.model.protocol.WithdrawalCertificate;
import io.veilpool.model.protocol.WithdrawalView;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import io.veilpool.model.trail.BrokenTrailException;
import io.veilpool.model.trail.CanonicalDocuments;
import io.veilpool.model.trail.Checkpoints;
import io.veilpool.model.trail.TrailCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** One bundle's checks, from the signature over its list of files to what its trail says of each of its documents. */
final class EvidenceCheck {
    private final ZipBundle zip;
    private final List<String> coordinator;
    private final List<String> found = new ArrayList<>();
    private final TrailEvidence told = new TrailEvidence();
    private final MemberKeys members = new MemberKeys(told);
    private final Map<UUID, LeakageReport> reports = new HashMap<>();
    private final Map<String, Instant> reportedAt = new HashMap<>();
    private final Map<UUID, ContributionManifest> contributions = new HashMap<>();
    private final Map<UUID, PoolSnapshotView> snapshots = new HashMap<>();

    /** @param coordinator its public keys (JWK) */
    EvidenceCheck(ZipBundle zip, List<String> coordinator) {
        this.zip = zip;
        this.coordinator = coordinator;
    }

    /** @return what was verified, in sentences */
    List<String> run() throws NotVerifiedException {
        EvidenceManifest manifest = manifest();
        files(manifest);
        CollaborationView collaboration = read(EvidenceManifest.COLLABORATION, CollaborationView.class);
        require(
                collaboration.id().equals(manifest.collaboration()),
                EvidenceManifest.COLLABORATION,
                "is about another collaboration than the bundle");
        ApprovalEvidence approvals = new ApprovalEvidence(manifest, told);
        each(EvidenceManifest.CHARTERS, CharterView.class, approvals::charter);
        approvals.requireCurrent(collaboration.charter());
        for (MemberView member : collaboration.members()) {
            found.addAll(approvals.officers(member));
            found.add(members.add(member));
        }
        int measured = each(EvidenceManifest.REPORTS, ReportView.class, this::report);
        int handedIn = each(
                EvidenceManifest.CONTRIBUTIONS,
                ContributionView.class,
                (file, view) -> contribution(file, view, approvals));
        int frozen = each(EvidenceManifest.SNAPSHOTS, PoolSnapshotView.class, this::snapshot);
        int releases = each(EvidenceManifest.RELEASES, ReleaseView.class, this::release);
        int repeated = each(EvidenceManifest.RERUNS, RerunView.class, new RerunEvidence(reports, told)::check);
        int withdrawals = each(EvidenceManifest.WITHDRAWALS, WithdrawalView.class, this::withdrawal);
        found.add(
                "%d leakage reports, %d re-runs, %d contributions, %d snapshots, %d releases and %d withdrawals are what was signed and agree with one another."
                        .formatted(measured, repeated, handedIn, frozen, releases, withdrawals));
        trail(manifest.collaboration());
        return found;
    }

    private EvidenceManifest manifest() throws NotVerifiedException {
        try {
            return CanonicalDocuments.read(
                    zip.text(EvidenceManifest.NAME).strip(),
                    coordinator,
                    SignatureType.EVIDENCE,
                    EvidenceManifest.class);
        } catch (InvalidSignatureException e) {
            throw new NotVerifiedException(
                    EvidenceManifest.NAME + " is not signed by the coordinator: " + e.getMessage() + ".");
        } catch (InvalidJsonException e) {
            throw new NotVerifiedException(EvidenceManifest.NAME + " is no list of files: " + e.getMessage() + ".");
        }
    }

    private void files(EvidenceManifest manifest) throws NotVerifiedException {
        Set<String> listed = new HashSet<>(Set.of(EvidenceManifest.NAME));
        for (EvidenceManifest.File file : manifest.files()) {
            listed.add(file.name());
            if (!zip.digest(file.name()).equals(file.digest())) {
                throw new NotVerifiedException(file.name() + " is not as it was when the bundle was signed.");
            }
        }
        for (String name : zip.names()) {
            require(listed.contains(name), name, "was added to the bundle after it was signed");
        }
        found.add(String.format(
                Locale.ROOT,
                "All %,d files are as the coordinator signed them on %s.",
                manifest.files().size(),
                manifest.createdAt()));
    }

    private void report(String file, ReportView view) throws NotVerifiedException {
        LeakageReport signed;
        try {
            signed = CanonicalDocuments.read(
                    view.reportJws(),
                    members.of(file, view.entity()),
                    SignatureType.LEAKAGE_REPORT,
                    LeakageReport.class);
        } catch (InvalidSignatureException | InvalidJsonException e) {
            throw new NotVerifiedException(file + ": " + view.entity() + " did not sign it: " + e.getMessage() + ".");
        }
        require(signed.equals(view.report()), file, "shows another report than the one that was signed");
        require(LeakagePolicy.agreesWithItself(signed), file, "has verdicts that its figures do not give");
        String digest = Digests.sha256(CanonicalJson.write(signed));
        require(digest.equals(view.digest()), file, "names another digest than its own");
        ReportReceipt receipt = certified(file, view.receiptJws(), SignatureType.RECEIPT, ReportReceipt.class);
        require(
                receipt.digest().equals(digest) && receipt.entity().equals(view.entity()),
                file,
                "has a receipt for another report");
        reportedAt.put(digest, signed.createdAt());
        reports.put(view.id(), signed);
        members.signed(file, view.reportJws(), "leakage-report-submitted", "leakage report " + view.id(), digest);
    }

    private void contribution(String file, ContributionView view, ApprovalEvidence approvals)
            throws NotVerifiedException {
        byte[] signed = verified(file, view.manifestJws(), members.of(file, view.entity()), SignatureType.CONTRIBUTION);
        ContributionManifest manifest = parsed(file, signed, ContributionManifest.class);
        require(manifest.equals(view.manifest()), file, "shows another manifest than the one that was signed");
        Instant reported = reportedAt.get(manifest.reportDigest());
        if (reported == null) {
            throw new NotVerifiedException(file + " names a leakage report that is not in the bundle.");
        }
        contributions.put(view.id(), manifest);
        String digest = Digests.sha256(signed);
        members.signed(file, view.manifestJws(), "contribution-declared", "contribution " + view.id(), digest);
        approvals.require(
                file, view, new ApprovalPolicy.Subject(manifest, digest, members.of(file, view.entity())), reported);
    }

    private void snapshot(String file, PoolSnapshotView view) throws NotVerifiedException {
        String root = MerkleTree.root(view.entries().stream()
                .flatMap(entry -> entry.shards().stream())
                .map(ShardEntry::digest)
                .toList());
        require(root.equals(view.merkleRoot()), file, "has a Merkle root that its shards do not give");
        for (SnapshotEntry entry : view.entries()) {
            ContributionManifest manifest = contributions.get(entry.contribution());
            require(
                    manifest != null
                            && manifest.shards().equals(entry.shards())
                            && manifest.entity().equals(entry.entity()),
                    file,
                    "holds rows that " + entry.entity() + " did not sign");
        }
        snapshots.put(view.id(), view);
        told.expect("snapshot-built", "snapshot " + view.id(), root, file);
    }

    private void release(String file, ReleaseView view) throws NotVerifiedException {
        boolean network = view.kind() == ReleaseKind.NETWORK;
        byte[] signed = verified(
                file,
                view.manifestJws(),
                network ? members.of(file, view.publishedBy()) : coordinator,
                SignatureType.RELEASE);
        ReleaseManifest manifest = parsed(file, signed, ReleaseManifest.class);
        require(manifest.equals(view.manifest()), file, "shows another manifest than the one that was signed");
        require(Digests.sha256(signed).equals(view.digest()), file, "names another digest than its own");
        require(
                network || snapshots.containsKey(manifest.snapshot()),
                file,
                "was trained on a snapshot that is not in the bundle");
        String subject = "release " + view.id();
        if (network) {
            members.signed(file, view.manifestJws(), "release-declared", subject, view.digest());
        }
        boolean withdrawn = view.state().equals("WITHDRAWN");
        if (withdrawn || view.state().equals("PUBLISHED")) {
            told.expect("release-published", subject, view.digest(), file);
        }
        if (withdrawn) {
            told.expect("release-withdrawn", subject, view.digest(), file);
        }
    }

    private void withdrawal(String file, WithdrawalView view) throws NotVerifiedException {
        told.expect("withdrawal-requested", "withdrawal " + view.id(), view.reason(), file);
        String jws = view.certificateJws();
        if (jws == null) {
            found.add("Withdrawal " + view.id() + " of " + view.entity() + " had no certificate yet.");
            return;
        }
        WithdrawalCertificate certificate = certified(file, jws, SignatureType.WITHDRAWAL, WithdrawalCertificate.class);
        for (WithdrawalCertificate.WithdrawnContribution gone : certificate.contributions()) {
            ContributionManifest manifest = contributions.get(gone.id());
            require(
                    manifest != null && manifest.shards().equals(gone.shards()),
                    file,
                    "certifies rows that nobody handed in");
        }
        for (WithdrawalCertificate.SnapshotMark mark : certificate.snapshots()) {
            PoolSnapshotView old = snapshots.get(mark.id());
            require(
                    old != null && old.merkleRoot().equals(mark.merkleRoot()),
                    file,
                    "names a snapshot that is not in the bundle");
        }
        told.expect(
                "withdrawal-completed",
                "withdrawal " + view.id(),
                Digests.sha256(CanonicalJson.write(certificate)),
                file);
    }

    private void trail(UUID collaboration) throws NotVerifiedException {
        try (BufferedReader lines = zip.lines(EvidenceManifest.TRAIL)) {
            Checkpoint checkpoint = Checkpoints.verify(
                    read(EvidenceManifest.CHECKPOINT, SignedCheckpoint.class).jws(), coordinator);
            TrailCheck check = new TrailCheck(List.of(checkpoint));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                check.next(line)
                        .filter(entry -> collaboration.equals(entry.collaboration()))
                        .ifPresent(told::hear);
            }
            check.end();
            require(check.size() == checkpoint.size(), EvidenceManifest.TRAIL, "goes on after its checkpoint");
            List<String> wrong = new ArrayList<>(told.disagreements());
            wrong.addAll(members.late());
            if (!wrong.isEmpty()) {
                throw new NotVerifiedException(String.join("\n", wrong));
            }
            found.addAll(members.kept());
            found.add(String.format(
                    Locale.ROOT,
                    "The trail's %,d entries follow from one another, are what the checkpoint of %s covers, tell of every document, and every"
                            + " document that they tell of is in the bundle.",
                    check.size(),
                    checkpoint.at()));
            if (check.withheld() > 0) {
                found.add(String.format(
                        Locale.ROOT,
                        "%,d of them are there as hashes only, since the bundle was made for an auditor: that they are about other"
                                + " collaborations is the coordinator's word, which an admin's bundle shows or disproves.",
                        check.withheld()));
            }
        } catch (BrokenTrailException e) {
            throw new NotVerifiedException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new NotVerifiedException(EvidenceManifest.TRAIL + " is damaged: " + e.getMessage() + ".");
        }
    }

    private <T> T certified(String file, String jws, String type, Class<T> document) throws NotVerifiedException {
        try {
            return CanonicalDocuments.read(jws, coordinator, type, document);
        } catch (InvalidSignatureException | InvalidJsonException e) {
            throw new NotVerifiedException(file + " is not certified by the coordinator: " + e.getMessage() + ".");
        }
    }

    @FunctionalInterface
    private interface Check<T> {
        void of(String file, T document) throws NotVerifiedException;
    }

    private <T> int each(String folder, Class<T> type, Check<T> check) throws NotVerifiedException {
        int count = 0;
        for (String name : zip.names()) {
            if (name.startsWith(folder)) {
                check.of(name, read(name, type));
                count++;
            }
        }
        return count;
    }

    private <T> T read(String name, Class<T> type) throws NotVerifiedException {
        try {
            return ProtocolJson.read(zip.text(name), type);
        } catch (InvalidJsonException e) {
            throw new NotVerifiedException(name + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static <T> T parsed(String file, byte[] signed, Class<T> type) throws NotVerifiedException {
        try {
            return ProtocolJson.read(signed, type);
        } catch (InvalidJsonException e) {
            throw new NotVerifiedException(file + ": what was signed cannot be read: " + e.getMessage() + ".");
        }
    }

    private static byte[] verified(String file, String jws, List<String> keys, String type)
            throws NotVerifiedException {
        try {
            return Jws.verifyWithAny(jws, keys, type);
        } catch (InvalidSignatureException e) {
            throw new NotVerifiedException(file + ": the signature does not hold: " + e.getMessage() + ".");
        }
    }

    static void require(boolean held, String file, String otherwise) throws NotVerifiedException {
        if (!held) {
            throw new NotVerifiedException(file + " " + otherwise + ".");
        }
    }
}
