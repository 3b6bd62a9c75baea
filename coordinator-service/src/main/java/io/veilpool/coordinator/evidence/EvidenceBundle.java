package io.veilpool.coordinator.evidence;

import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.audit.Trail;
import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.leakage.ReportService;
import io.veilpool.coordinator.pool.PoolEvidence;
import io.veilpool.coordinator.rerun.RerunService;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.CoordinatorKey;
import io.veilpool.coordinator.security.Sight;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.EvidenceManifest;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.RerunView;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.WithdrawalView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Writes the bundle, file by file, as everything was at one moment: the trail tells of each document in it, and of no other. */
@Component
class EvidenceBundle {
    private final CollaborationService collaborations;
    private final ReleaseService releases;
    private final ReportService reports;
    private final PoolEvidence pool;
    private final RerunService reruns;
    private final Trail trail;
    private final CoordinatorKey key;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    EvidenceBundle(
            CollaborationService collaborations,
            ReleaseService releases,
            ReportService reports,
            PoolEvidence pool,
            RerunService reruns,
            Trail trail,
            CoordinatorKey key,
            ApplicationEventPublisher events,
            Clock clock) {
        this.collaborations = collaborations;
        this.releases = releases;
        this.reports = reports;
        this.pool = pool;
        this.reruns = reruns;
        this.trail = trail;
        this.key = key;
        this.events = events;
        this.clock = clock;
    }

    /** In a transaction of its own, so that the bundle's trail tells of the bundle. */
    @Transactional
    public void announce(UUID collaboration) {
        events.publishEvent(new Audited("evidence-fetched", "collaboration " + collaboration, collaboration, Map.of()));
    }

    /**
     * In one transaction that sees one state of the database, so it must not wait for whoever fetches the bundle.
     *
     * @param sight what of the trail is in it as it stands; the rest as hashes
     */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public void write(UUID collaboration, Sight sight, OutputStream out) throws IOException {
        List<EvidenceManifest.File> files = new ArrayList<>();
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        Sink to = (name, content) -> files.add(write(zip, name, content));
        String keys = "{\"keys\":[%s]}".formatted(String.join(",", key.publicKeys()));
        for (WithdrawalView withdrawal : pool.withdrawals(collaboration)) {
            to.add(EvidenceManifest.WITHDRAWALS + withdrawal.id() + ".json", json(withdrawal));
        }
        for (ReleaseView release : releases.all(collaboration)) {
            to.add(EvidenceManifest.RELEASES + release.id() + ".json", json(release));
        }
        for (PoolSnapshotView snapshot : pool.snapshots(collaboration)) {
            to.add(EvidenceManifest.SNAPSHOTS + snapshot.id() + ".json", json(snapshot));
        }
        for (ContributionView contribution : pool.contributions(collaboration)) {
            to.add(EvidenceManifest.CONTRIBUTIONS + contribution.id() + ".json", json(contribution));
        }
        for (RerunView rerun : reruns.all(collaboration)) {
            to.add(EvidenceManifest.RERUNS + rerun.id() + ".json", json(rerun));
        }
        for (ReportView report : reports.all(collaboration)) {
            to.add(EvidenceManifest.REPORTS + report.id() + ".json", json(report));
        }
        to.add(EvidenceManifest.COLLABORATION, json(collaborations.view(collaboration)));
        for (CharterView charter : collaborations.charters(collaboration)) {
            to.add(EvidenceManifest.CHARTERS + charter.version() + ".json", json(charter));
        }
        long size = trail.size();
        to.add(EvidenceManifest.TRAIL, part -> trail.write(size, sight, part));
        to.add(EvidenceManifest.CHECKPOINT, json(trail.checkpoint(size)));
        to.add(EvidenceManifest.KEYS, part -> part.write(keys.getBytes(StandardCharsets.UTF_8)));
        byte[] manifest = CanonicalJson.write(new EvidenceManifest(
                EvidenceManifest.FORMAT_VERSION, collaboration, clock.instant().truncatedTo(ChronoUnit.MICROS), files));
        String signed = key.signingKey().sign(manifest, SignatureType.EVIDENCE);
        write(zip, EvidenceManifest.NAME, part -> part.write(signed.getBytes(StandardCharsets.US_ASCII)));
        zip.finish();
    }

    @FunctionalInterface
    private interface Sink {
        void add(String name, Content content) throws IOException;
    }

    @FunctionalInterface
    private interface Content {
        void write(OutputStream part) throws IOException;
    }

    private static Content json(Object document) {
        return part -> part.write(ProtocolJson.write(document));
    }

    private static EvidenceManifest.File write(ZipOutputStream zip, String name, Content content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        MessageDigest digest = Digests.newSha256();
        Counted counted = new Counted(new DigestOutputStream(zip, digest));
        content.write(counted);
        zip.closeEntry();
        return new EvidenceManifest.File(name, Digests.hex(digest.digest()), counted.bytes);
    }

    /** Passes bytes on and counts them. */
    private static final class Counted extends OutputStream {
        private final OutputStream target;
        private long bytes;

        Counted(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int value) throws IOException {
            target.write(value);
            bytes++;
        }

        @Override
        public void write(byte[] values, int from, int length) throws IOException {
            target.write(values, from, length);
            bytes += length;
        }
    }
}
