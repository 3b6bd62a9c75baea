package io.veilpool.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.digest.MerkleFrontier;
import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.EvidenceManifest;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.OfficerView;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.ReportReceipt;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.RerunState;
import io.veilpool.model.protocol.RerunView;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.SignedCheckpoint;
import io.veilpool.model.protocol.SnapshotEntry;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.protocol.TrailEntry;
import io.veilpool.model.protocol.Verdict;
import io.veilpool.model.protocol.WithdrawalCertificate;
import io.veilpool.model.protocol.WithdrawalState;
import io.veilpool.model.protocol.WithdrawalView;
import io.veilpool.model.protocol.WithheldEntry;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import io.veilpool.model.signing.PublicKeys;
import io.veilpool.model.signing.SigningKey;
import io.veilpool.model.trail.TrailHashes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** On a bundle as the coordinator writes it, with one entity, whose contribution was withdrawn. */
class EvidenceCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    /** After the report, which has milliseconds. */
    private static final Instant RELEASED = NOW.plusSeconds(1);

    private static final UUID COLLABORATION = new UUID(0, 1);

    private static final String MEMBER = "entity e1 " + new UUID(0, 7);

    private final SigningKey coordinator = SigningKey.generate();
    private final SigningKey entity = SigningKey.generate();
    private final StringWriter said = new StringWriter();
    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<String> trail = new ArrayList<>();
    private final List<OfficerView> officers = new ArrayList<>();
    private final List<String> approvals = new ArrayList<>();
    private MerkleFrontier tree = new MerkleFrontier();
    private Oversight oversight = Oversight.LEAST;
    private boolean active = true;
    private ContributionManifest manifest;
    private String previous = TrailHashes.BEFORE_THE_FIRST;
    private SnapshotEntry pooled = new SnapshotEntry(new UUID(0, 3), "e1", "", 1, 1, "F16", List.of());

    @TempDir
    Path folder;

    @BeforeEach
    void fill() throws Exception {
        LeakageReport report = ProtocolJson.read(
                new String(
                        EvidenceCommandTest.class
                                .getResourceAsStream("report.json")
                                .readAllBytes(),
                        StandardCharsets.UTF_8),
                LeakageReport.class);
        byte[] reported = CanonicalJson.write(report);
        ReportView reportView = new ReportView(
                new UUID(0, 2),
                "e1",
                Digests.sha256(reported),
                report,
                entity.sign(reported, SignatureType.LEAKAGE_REPORT),
                receipt(Digests.sha256(reported)),
                NOW);
        put(EvidenceManifest.REPORTS + reportView.id() + ".json", reportView);
        tell("leakage-report-submitted", "leakage report " + reportView.id(), reportView.digest());

        UUID rerun = new UUID(0, 12);
        byte[] repeated = CanonicalJson.write(answer(report, rerun));
        ReportView answer = new ReportView(
                new UUID(0, 13),
                "e1",
                Digests.sha256(repeated),
                answer(report, rerun),
                entity.sign(repeated, SignatureType.LEAKAGE_REPORT),
                receipt(Digests.sha256(repeated)),
                NOW);
        put(EvidenceManifest.REPORTS + answer.id() + ".json", answer);
        tell("leakage-report-submitted", "leakage report " + answer.id(), answer.digest());
        put(
                EvidenceManifest.RERUNS + rerun + ".json",
                new RerunView(
                        rerun,
                        "e1",
                        report.dpmCommitment(),
                        reportView.id(),
                        "77",
                        1,
                        "Drawn by lot.",
                        "person auditor",
                        RerunState.AGREES,
                        NOW,
                        answer.id(),
                        List.of(),
                        NOW));
        tell("rerun-ordered", "rerun " + rerun, "77");
        tell("rerun-answered", "rerun " + rerun, "AGREES");

        List<ShardEntry> shards = List.of(new ShardEntry("a".repeat(64), 400, 100));
        manifest = new ContributionManifest(
                1,
                COLLABORATION,
                1,
                "e1",
                "b".repeat(64),
                "c".repeat(64),
                1,
                new FeatureShape(1, 1, 1),
                "F16",
                100,
                List.of(100),
                shards,
                reportView.digest());
        byte[] signed = CanonicalJson.write(manifest);
        UUID contribution = new UUID(0, 3);
        put(
                EvidenceManifest.CONTRIBUTIONS + contribution + ".json",
                new ContributionView(
                        contribution,
                        "e1",
                        ContributionState.WITHDRAWN,
                        manifest,
                        entity.sign(signed, SignatureType.CONTRIBUTION),
                        approvals,
                        List.of("Consent was taken back."),
                        NOW));
        tell("contribution-declared", "contribution " + contribution, Digests.sha256(signed));
        for (String approval : approvals) {
            tell(
                    "contribution-approved",
                    "contribution " + contribution,
                    Digests.sha256(Jws.payloadUnverified(approval)));
        }

        pooled = new SnapshotEntry(contribution, "e1", manifest.dpmCommitment(), 1, 100, "F16", shards);
        String root = MerkleTree.root(shards.stream().map(ShardEntry::digest).toList());
        UUID snapshot = new UUID(0, 4);
        put(EvidenceManifest.SNAPSHOTS + snapshot + ".json", snapshot(snapshot, root, pooled));
        tell("snapshot-built", "snapshot " + snapshot, root);

        UUID withdrawal = new UUID(0, 5);
        byte[] certificate = CanonicalJson.write(new WithdrawalCertificate(
                1,
                COLLABORATION,
                withdrawal,
                "e1",
                "entity e1",
                "Consent was taken back.",
                NOW,
                NOW,
                List.of(new WithdrawalCertificate.WithdrawnContribution(
                        contribution, Digests.sha256(signed), manifest.dpmCommitment(), 1, 100, shards)),
                List.of(new WithdrawalCertificate.SnapshotMark(snapshot, 1, root)),
                List.of(),
                null,
                new WithdrawalCertificate.Accuracy(null, null, 0, "", "Nothing else is in the pool."),
                List.of(),
                List.of("Copies stay.")));
        put(
                EvidenceManifest.WITHDRAWALS + withdrawal + ".json",
                new WithdrawalView(
                        withdrawal,
                        "e1",
                        "entity e1",
                        "Consent was taken back.",
                        WithdrawalState.COMPLETED,
                        List.of(contribution),
                        coordinator.sign(certificate, SignatureType.WITHDRAWAL),
                        NOW));
        tell("withdrawal-requested", "withdrawal " + withdrawal, "Consent was taken back.");
        tell("withdrawal-completed", "withdrawal " + withdrawal, Digests.sha256(certificate));

        put(EvidenceManifest.CHARTERS + "1.json", new CharterView(1, charter(), NOW));
        tell("collaboration-opened", "collaboration " + COLLABORATION, Digests.sha256(CanonicalJson.write(charter())));
        for (OfficerView officer : officers) {
            tell("officer-registered", "officer " + officer.id(), officer.keyFingerprint());
            if (officer.revokedAt() != null) {
                tell("officer-revoked", "officer " + officer.id(), officer.keyFingerprint());
            }
        }
        tell("entity-enrolled", MEMBER, entity.thumbprint());
        files.put(
                EvidenceManifest.COLLABORATION,
                collaboration(entity.publicJwk()).getBytes(StandardCharsets.UTF_8));
        closeTrail();
        files.put(
                EvidenceManifest.KEYS,
                ("{\"keys\":[" + coordinator.publicJwk() + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private void closeTrail() {
        files.put(EvidenceManifest.TRAIL, (String.join("\n", trail) + "\n").getBytes(StandardCharsets.UTF_8));
        put(
                EvidenceManifest.CHECKPOINT,
                new SignedCheckpoint(coordinator.sign(
                        CanonicalJson.write(new Checkpoint(new UUID(0, 9), tree.size(), tree.root(), NOW)),
                        SignatureType.CHECKPOINT)));
    }

    @Test
    void verifiesABundleWithItsOwnKeysAndWithGivenOnes() throws Exception {
        Path bundle = bundle(coordinator);
        assertThat(verify(bundle.toString())).isZero();
        assertThat(said.toString())
                .contains(
                        "All 11 files are as the coordinator signed them",
                        "2 leakage reports, 1 re-runs, 1 contributions, 1 snapshots, 0 releases and 1 withdrawals",
                        "trail's 10 entries",
                        "compare them with those that you know");
        Path keys = Files.writeString(folder.resolve("keys.json"), coordinator.publicJwk());
        assertThat(verify(bundle.toString(), "--keys", keys.toString())).isZero();
        Files.writeString(keys, SigningKey.generate().publicJwk());
        assertThat(verify(bundle.toString(), "--keys", keys.toString())).isEqualTo(1);
        assertThat(said.toString()).contains("manifest.jws is not signed by the coordinator");
    }

    @Test
    void findsAnyByteThatWasChangedInAnyFile() throws Exception {
        Path whole = bundle(coordinator);
        assertThat(verify(whole.toString())).isZero();
        Map<String, byte[]> honest = new TreeMap<>(files);
        String manifest = signedManifest(coordinator);
        honest.put(EvidenceManifest.NAME, manifest.getBytes(StandardCharsets.US_ASCII));
        for (String name : honest.keySet()) {
            byte[] bytes = honest.get(name);
            for (int i = 0; i < bytes.length; i += Math.max(1, bytes.length / 40)) {
                Map<String, byte[]> changed = new TreeMap<>(honest);
                byte[] other = bytes.clone();
                other[i] ^= 1;
                changed.put(name, other);
                assertThat(verify(zip(changed).toString()))
                        .as("byte %d of %s", i, name)
                        .isNotZero();
            }
            Map<String, byte[]> without = new TreeMap<>(honest);
            without.remove(name);
            assertThat(verify(zip(without).toString())).as("without " + name).isNotZero();
        }
        Map<String, byte[]> more = new TreeMap<>(honest);
        more.put("reports/another.json", new byte[] {'{', '}'});
        assertThat(verify(zip(more).toString())).isEqualTo(1);
        assertThat(said.toString()).contains("was added to the bundle");
    }

    /** What a coordinator that signs anything could hand out. */
    @Test
    void findsWhatTheEntitiesDidNotSignThoughTheCoordinatorDid() throws Exception {
        String report = EvidenceManifest.REPORTS + new UUID(0, 2) + ".json";
        String text = text(report);
        assertThat(text).contains("\"top1Poisoned\":69");
        refuses(report, text.replace("\"top1Poisoned\":69", "\"top1Poisoned\":70"), "another report than");

        String other = receipt("f".repeat(64));
        refuses(
                report,
                text.replaceAll("\"receiptJws\":\"[^\"]*\"", "\"receiptJws\":\"" + other + "\""),
                "another report");

        String contribution = EvidenceManifest.CONTRIBUTIONS + new UUID(0, 3) + ".json";
        refuses(
                contribution,
                text(contribution).replace("\"rows\":100,\"rowsPer", "\"rows\":101,\"rowsPer"),
                "manifest");

        String rerun = EvidenceManifest.RERUNS + new UUID(0, 12) + ".json";
        refuses(
                rerun,
                text(rerun).replace("\"seed\":\"77\"", "\"seed\":\"78\""),
                "repeats nothing: It was made with seed 77");
        refuses(rerun, text(rerun).replace("AGREES", "DEVIATES"), "keeps quiet");
        refuses(rerun, text(rerun).replace("AGREES", "OPEN"), "is OPEN and has an answer");
        refuses(
                rerun,
                text(rerun).replace("\"" + new UUID(0, 2) + "\"", "\"" + new UUID(0, 5) + "\""),
                "not in the bundle");

        UUID snapshot = new UUID(0, 4);
        String file = EvidenceManifest.SNAPSHOTS + snapshot + ".json";
        SnapshotEntry planted = new SnapshotEntry(
                pooled.contribution(), "e1", "", 1, 100, "F16", List.of(new ShardEntry("f".repeat(64), 400, 100)));
        String root = MerkleTree.root(List.of("f".repeat(64)));
        refuses(file, ProtocolJson.text(snapshot(snapshot, root, planted)), "e1 did not sign");
        refuses(file, ProtocolJson.text(snapshot(snapshot, root, pooled)), "Merkle root");

        refuses(
                EvidenceManifest.COLLABORATION,
                collaboration(SigningKey.generate().publicJwk()),
                "did not sign it");
    }

    @Test
    void findsDocumentsThatTheTrailDoesNotTellOf() throws Exception {
        String kept = text(EvidenceManifest.TRAIL);
        files.put(
                EvidenceManifest.TRAIL,
                kept.substring(0, kept.lastIndexOf('\n', kept.length() - 2) + 1).getBytes(StandardCharsets.UTF_8));
        assertThat(verify(bundle(coordinator).toString())).isEqualTo(1);
        assertThat(said.toString()).contains("its end was removed");

        trail.clear();
        MerkleFrontier shorter = new MerkleFrontier();
        String line = kept.substring(0, kept.indexOf('\n'));
        shorter.append(TrailHashes.ofText(line));
        files.put(EvidenceManifest.TRAIL, (line + "\n").getBytes(StandardCharsets.UTF_8));
        put(
                EvidenceManifest.CHECKPOINT,
                new SignedCheckpoint(coordinator.sign(
                        CanonicalJson.write(new Checkpoint(new UUID(0, 9), 1, shorter.root(), NOW)),
                        SignatureType.CHECKPOINT)));
        assertThat(verify(bundle(coordinator).toString())).isEqualTo(1);
        assertThat(said.toString()).contains("The trail does not tell of");
    }

    /** What a coordinator leaves out that signs whatever it hands out. */
    @Test
    void findsEachKindOfDocumentThatTheTrailTellsOfAndTheBundleLacks() throws Exception {
        addWhatNothingElseNames();
        assertThat(verify(bundle(coordinator).toString())).as(said.toString()).isZero();
        assertThat(said.toString()).contains("every document that they tell of is in the bundle");
        omits(EvidenceManifest.REPORTS + new UUID(0, 30), "leakage report", "leakage-report-submitted");
        omits(EvidenceManifest.RERUNS + new UUID(0, 12), "rerun", "rerun-ordered", "rerun-answered");
        omits(EvidenceManifest.SNAPSHOTS + new UUID(0, 31), "snapshot", "snapshot-built");
        omits(EvidenceManifest.CONTRIBUTIONS + new UUID(0, 32), "contribution", "contribution-declared");
        omits(EvidenceManifest.RELEASES + new UUID(0, 33), "release", "release-declared", "release-published");
        omits(
                EvidenceManifest.WITHDRAWALS + new UUID(0, 5),
                "withdrawal",
                "withdrawal-requested",
                "withdrawal-completed");
        omits(EvidenceManifest.CHARTERS + "2", "charter 2", "charter-changed");
    }

    private void omits(String document, String subject, String... actions) throws IOException {
        byte[] honest = files.remove(document + ".json");
        assertThat(honest).as(document).isNotNull();
        assertThat(verify(bundle(coordinator).toString())).as(document).isEqualTo(1);
        assertThat(said.toString().lines()).hasSize(actions.length).allMatch(line -> line.startsWith("Entry "));
        for (String action : actions) {
            assertThat(said.toString())
                    .contains("of the trail tells of " + subject)
                    .contains("(" + action + "), but no document in the bundle is that");
        }
        files.put(document + ".json", honest);
    }

    @Test
    void findsAnOutcomeAndACertificateThatWereLeftOut() throws Exception {
        String rerun = EvidenceManifest.RERUNS + new UUID(0, 12) + ".json";
        String open = text(rerun)
                .replace("AGREES", "OPEN")
                .replace("\"answer\":\"" + new UUID(0, 13) + "\"", "\"answer\":null");
        refuses(rerun, open, "tells of rerun " + new UUID(0, 12) + " (rerun-answered)");

        String withdrawal = EvidenceManifest.WITHDRAWALS + new UUID(0, 5) + ".json";
        String requested = text(withdrawal)
                .replaceAll("\"certificateJws\":\"[^\"]*\"", "\"certificateJws\":null")
                .replace("COMPLETED", "REQUESTED");
        refuses(withdrawal, requested, "(withdrawal-completed)");
    }

    @Test
    void missesNoReRunThatWasLateBeforeItWasAnswered() throws Exception {
        tell("rerun-overdue", "rerun " + new UUID(0, 12), NOW.toString());
        closeTrail();
        assertThat(verify(bundle(coordinator).toString())).as(said.toString()).isZero();
    }

    @Test
    void missesAnApprovalUnlessAnotherTookItsPlace() throws Exception {
        String contribution = "contribution " + new UUID(0, 3);
        tell("contribution-approved", contribution, "d".repeat(64));
        closeTrail();
        assertThat(verify(bundle(coordinator).toString())).isEqualTo(1);
        assertThat(said.toString()).contains("tells of " + contribution + " (contribution-approved)");
        tell("approval-replaced", contribution, "d".repeat(64));
        closeTrail();
        assertThat(verify(bundle(coordinator).toString())).as(said.toString()).isZero();
    }

    @Test
    void keepsWhatWasWithTheCoordinatorBeforeItsKeyWasRevokedAndSaysSo() throws Exception {
        revoke();
        assertThat(verify(bundle(coordinator).toString())).as(said.toString()).isZero();
        assertThat(said.toString())
                .contains("Member e1 (revoked) has the key")
                .contains("The key of " + MEMBER
                        + " was revoked in entry 11 of the trail; 3 documents signed with it were with the"
                        + " coordinator before, and stay valid.");
    }

    /** Whatever date its signer gave it. */
    @Test
    void refusesWhatCameAfterItsKeyWasRevoked() throws Exception {
        revoke();
        addWhatNothingElseNames();
        assertThat(verify(bundle(coordinator).toString())).isEqualTo(1);
        assertThat(said.toString().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("was signed with the key of " + MEMBER
                        + ", which was revoked (entry 11 of the trail) before the coordinator had the document"));
        assertThat(said.toString())
                .contains(
                        "reports/" + new UUID(0, 30),
                        "contributions/" + new UUID(0, 32),
                        "releases/" + new UUID(0, 33));
    }

    @Test
    void findsARevocationAndAMemberThatWereKeptQuiet() throws Exception {
        revoke();
        active = true;
        refuses(
                EvidenceManifest.COLLABORATION,
                collaboration(entity.publicJwk()),
                "tells of " + MEMBER + " (entity-revoked)");
        refill();
        tell("entity-enrolled", "entity e2 " + new UUID(0, 8), "another key");
        closeTrail();
        assertThat(verify(bundle(coordinator).toString())).isEqualTo(1);
        assertThat(said.toString()).contains("tells of entity e2 " + new UUID(0, 8) + " (entity-enrolled)");
    }

    private void revoke() {
        active = false;
        tell("entity-revoked", MEMBER, entity.thumbprint());
        files.put(
                EvidenceManifest.COLLABORATION,
                collaboration(entity.publicJwk()).getBytes(StandardCharsets.UTF_8));
        closeTrail();
    }

    @Test
    void saysHowManyEntriesWereWithheldFromAnAuditor() throws Exception {
        UUID elsewhere = new UUID(0, 99);
        append(new TrailEntry(
                tree.size() + 1,
                previous,
                NOW,
                "person admin",
                "collaboration-opened",
                "collaboration",
                elsewhere,
                Map.of()));
        closeTrail();
        assertThat(verify(bundle(coordinator).toString())).isZero();
        assertThat(said.toString()).doesNotContain("hashes only");
        trail.set(trail.size() - 1, CanonicalJson.text(new WithheldEntry(trail.size(), previous)));
        closeTrail();
        assertThat(verify(bundle(coordinator).toString())).as(said.toString()).isZero();
        assertThat(said.toString()).contains("1 of them are there as hashes only");
        trail.set(0, CanonicalJson.text(new WithheldEntry(1, TrailHashes.ofText(trail.getFirst()))));
        closeTrail();
        assertThat(verify(bundle(coordinator).toString())).isEqualTo(1);
        assertThat(said.toString()).contains("The trail does not tell of reports/");
    }

    /** A report, a snapshot, a contribution, a release and a charter that no other document needs. */
    private void addWhatNothingElseNames() throws Exception {
        LeakageReport first = ProtocolJson.read(
                        text(EvidenceManifest.REPORTS + new UUID(0, 2) + ".json"), ReportView.class)
                .report();
        LeakageReport second = ProtocolJson.read(
                ProtocolJson.text(first).replace("\"seed\":\"42\"", "\"seed\":\"43\""), LeakageReport.class);
        byte[] reported = CanonicalJson.write(second);
        UUID report = new UUID(0, 30);
        put(
                EvidenceManifest.REPORTS + report + ".json",
                new ReportView(
                        report,
                        "e1",
                        Digests.sha256(reported),
                        second,
                        entity.sign(reported, SignatureType.LEAKAGE_REPORT),
                        receipt(Digests.sha256(reported)),
                        NOW));
        tell("leakage-report-submitted", "leakage report " + report, Digests.sha256(reported));

        UUID snapshot = new UUID(0, 31);
        String root =
                MerkleTree.root(pooled.shards().stream().map(ShardEntry::digest).toList());
        put(EvidenceManifest.SNAPSHOTS + snapshot + ".json", snapshot(snapshot, root, pooled));
        tell("snapshot-built", "snapshot " + snapshot, root);

        UUID contribution = new UUID(0, 32);
        byte[] signed = CanonicalJson.write(manifest);
        put(
                EvidenceManifest.CONTRIBUTIONS + contribution + ".json",
                new ContributionView(
                        contribution,
                        "e1",
                        ContributionState.REJECTED,
                        manifest,
                        entity.sign(signed, SignatureType.CONTRIBUTION),
                        List.of(),
                        List.of("A shard was missing."),
                        NOW));
        tell("contribution-declared", "contribution " + contribution, Digests.sha256(signed));

        UUID release = new UUID(0, 33);
        ReleaseManifest network = new ReleaseManifest(
                1,
                COLLABORATION,
                1,
                ReleaseKind.NETWORK,
                "e1",
                "conv3_1",
                new FeatureShape(1, 1, 1),
                List.of(),
                "e".repeat(64),
                1,
                new RowCalibration(1, 1, 1, null),
                null,
                NOW);
        byte[] released = CanonicalJson.write(network);
        String digest = Digests.sha256(released);
        put(
                EvidenceManifest.RELEASES + release + ".json",
                new ReleaseView(
                        release,
                        ReleaseKind.NETWORK,
                        "PUBLISHED",
                        digest,
                        "e1",
                        network,
                        entity.sign(released, SignatureType.RELEASE),
                        "",
                        NOW));
        tell("release-declared", "release " + release, digest);
        tell("release-published", "release " + release, digest);

        put(EvidenceManifest.CHARTERS + "2.json", new CharterView(2, charter(), NOW));
        tell("charter-changed", "charter 2", Digests.sha256(CanonicalJson.write(charter())));
        closeTrail();
    }

    @Test
    void requiresTheReleaseByASecondPersonWhereTheCharterAsksForIt() throws Exception {
        oversight = new Oversight(true, 0, 1, 1, 1, 1);
        refill();
        assertThat(verify(bundle(coordinator).toString())).isEqualTo(1);
        assertThat(said.toString()).contains("was released by nobody, but version 1 of the charter asks");

        SigningKey dpo = SigningKey.generate();
        officers.add(officer(dpo, null));
        approvals.add(approval(dpo, digest(), RELEASED));
        refill();
        assertThat(verify(bundle(coordinator).toString())).as(said.toString()).isZero();
        assertThat(said.toString()).contains("Officer dpo of e1 has the key with fingerprint " + dpo.thumbprint());
    }

    @Test
    void findsReleasesThatAreNoneAndOfficersThatTheTrailDoesNotTellOf() throws Exception {
        oversight = new Oversight(true, 0, 1, 1, 1, 1);
        SigningKey dpo = SigningKey.generate();
        officers.add(officer(dpo, null));
        refusesApproval(approval(SigningKey.generate(), digest(), RELEASED), "no officer of e1 has the key");
        refusesApproval(approval(dpo, "0".repeat(64), RELEASED), "its manifestDigest is");
        refusesApproval(approval(dpo, digest(), NOW.plusSeconds(600)), "set the clock");
        refusesApproval(approval(dpo, digest(), Instant.parse("2020-01-01T00:00:00Z")), "before the leakage report");
        officers.set(0, officer(dpo, RELEASED));
        refusesApproval(approval(dpo, digest(), RELEASED), "dpo was revoked at");
        officers.set(0, officer(dpo, RELEASED.plusSeconds(1)));
        approvals.set(0, approval(dpo, digest(), RELEASED));
        refill();
        assertThat(verify(bundle(coordinator).toString()))
                .as("released before it was revoked")
                .isZero();
        officers.set(0, officer(entity, null));
        refusesApproval(approval(entity, digest(), RELEASED), "the entity's own");

        officers.set(0, officer(dpo, null));
        approvals.clear();
        oversight = Oversight.LEAST;
        refill();
        officers.add(
                new OfficerView(new UUID(0, 20), "late", SigningKey.generate().publicJwk(), "f", NOW, null));
        refuses(EvidenceManifest.COLLABORATION, collaboration(entity.publicJwk()), "another fingerprint");
        SigningKey late = SigningKey.generate();
        officers.set(1, new OfficerView(new UUID(0, 20), "late", late.publicJwk(), late.thumbprint(), NOW, null));
        refuses(
                EvidenceManifest.COLLABORATION,
                collaboration(entity.publicJwk()),
                "does not tell of collaboration.json (officer-registered)");
        officers.remove(1);
        oversight = new Oversight(true, 0, 1, 1, 1, 1);
        refuses(EvidenceManifest.COLLABORATION, collaboration(entity.publicJwk()), "another charter than");
    }

    /** A charter that asks for less than the one that was agreed on. */
    @Test
    void findsACharterThatTheTrailDoesNotTellOf() throws Exception {
        oversight = new Oversight(true, 0, 1, 1, 1, 1);
        refill();
        oversight = Oversight.LEAST;
        put(EvidenceManifest.CHARTERS + "1.json", new CharterView(1, charter(), NOW));
        refuses(
                EvidenceManifest.COLLABORATION,
                collaboration(entity.publicJwk()),
                "does not tell of charters/1.json (collaboration-opened)");
    }

    private void refusesApproval(String approval, String because) throws Exception {
        approvals.clear();
        approvals.add(approval);
        refill();
        assertThat(verify(bundle(coordinator).toString())).as(because).isEqualTo(1);
        assertThat(said.toString()).contains(because);
    }

    private void refill() throws Exception {
        files.clear();
        trail.clear();
        tree = new MerkleFrontier();
        previous = TrailHashes.BEFORE_THE_FIRST;
        fill();
    }

    private static OfficerView officer(SigningKey key, @Nullable Instant revoked) {
        return new OfficerView(new UUID(0, 10), "dpo", key.publicJwk(), key.thumbprint(), NOW, revoked);
    }

    private String digest() {
        return Digests.sha256(CanonicalJson.write(manifest));
    }

    private String approval(SigningKey key, String digest, Instant at) {
        return key.sign(
                CanonicalJson.write(new Approval(1, COLLABORATION, "e1", digest, manifest.reportDigest(), "dpo", at)),
                SignatureType.APPROVAL);
    }

    @Test
    void saysWhatIsNoBundle() throws Exception {
        Path text = Files.writeString(folder.resolve("text.zip"), "no zip");
        assertThat(verify(text.toString())).isEqualTo(2);
        assertThat(said.toString()).contains("is no zip file");
        assertThat(verify(folder.resolve("missing.zip").toString())).isEqualTo(2);
        assertThat(verify(zip(Map.of("a", new byte[1])).toString())).isEqualTo(1);
        assertThat(said.toString()).contains("lacks keys.json");
    }

    private void refuses(String name, String instead, String because) throws IOException {
        byte[] honest = files.put(name, instead.getBytes(StandardCharsets.UTF_8));
        assertThat(verify(bundle(coordinator).toString())).as(because).isEqualTo(1);
        assertThat(said.toString()).contains(because);
        files.put(name, honest);
    }

    private String receipt(String digest) {
        return coordinator.sign(
                CanonicalJson.write(new ReportReceipt(1, COLLABORATION, "e1", digest, 1, Verdict.PASS, NOW)),
                SignatureType.RECEIPT);
    }

    private static LeakageReport answer(LeakageReport first, UUID rerun) throws InvalidJsonException {
        return ProtocolJson.read(
                ProtocolJson.text(first)
                        .replace("\"rerun\":null", "\"rerun\":\"" + rerun + "\"")
                        .replace("\"seed\":\"42\"", "\"seed\":\"77\""),
                LeakageReport.class);
    }

    private static PoolSnapshotView snapshot(UUID id, String root, SnapshotEntry entry) {
        return new PoolSnapshotView(
                id, 1, "b".repeat(64), root, 100, 400, List.of(entry), List.of(entry.contribution()), NOW);
    }

    private Charter charter() {
        return new Charter(
                List.of("cat"),
                new ImageSpec(3, 32, 32),
                "small-resnet-16",
                "conv3_1",
                "e1",
                List.of(new DpmFamily("BASIC", 1, 4, 8, 64)),
                new Thresholds(2, 0.1, 0.2, 0.9, 1, AttackEffort.NONE),
                new RowLimits(1, 1_000),
                List.of("F16"),
                PoisoningProfile.PAPER,
                oversight);
    }

    private static String thumbprint(String key) {
        try {
            return PublicKeys.thumbprint(key);
        } catch (InvalidSignatureException e) {
            throw new AssertionError(e);
        }
    }

    private String collaboration(String key) {
        return ProtocolJson.text(new CollaborationView(
                COLLABORATION,
                "c",
                CollaborationState.SHARING,
                new CharterView(1, charter(), NOW),
                List.of(new MemberView(new UUID(0, 7), "e1", active, key, thumbprint(key), 1, NOW, officers)),
                NOW));
    }

    private void put(String name, Object document) {
        files.put(name, ProtocolJson.write(document));
    }

    private String text(String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }

    private void tell(String action, String subject, String value) {
        append(new TrailEntry(
                tree.size() + 1,
                previous,
                NOW,
                "coordinator",
                action,
                subject,
                COLLABORATION,
                Map.of("value", value, "requestId", "r")));
    }

    private void append(TrailEntry entry) {
        String line = CanonicalJson.text(entry);
        trail.add(line);
        previous = TrailHashes.ofText(line);
        tree.append(previous);
    }

    private String signedManifest(SigningKey key) {
        List<EvidenceManifest.File> listed = files.entrySet().stream()
                .map(file -> new EvidenceManifest.File(
                        file.getKey(), Digests.sha256(file.getValue()), file.getValue().length))
                .toList();
        return key.sign(
                CanonicalJson.write(new EvidenceManifest(1, COLLABORATION, NOW, listed)), SignatureType.EVIDENCE);
    }

    private Path bundle(SigningKey key) throws IOException {
        Map<String, byte[]> all = new TreeMap<>(files);
        all.put(EvidenceManifest.NAME, signedManifest(key).getBytes(StandardCharsets.US_ASCII));
        return zip(all);
    }

    private Path zip(Map<String, byte[]> content) throws IOException {
        Path file = folder.resolve("evidence.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : content.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    private int verify(String... arguments) {
        said.getBuffer().setLength(0);
        CommandLine command = Verifier.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        return command.execute(Verifier.withCommand(arguments));
    }
}
