package io.veilpool.agent.publishing;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.DeclareContribution;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.ObjectParts;
import io.veilpool.model.protocol.PublishRelease;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.RerunView;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.SubmitReport;
import io.veilpool.model.signing.SigningKey;
import io.veilpool.model.tensor.FeatureShard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * Hands things in: signed releases, leakage reports and contributions. Sees poisoned rows and figures, never a DPM or
 * an original feature. Everything may be repeated after an interruption and goes on where it stood.
 */
public final class Publication {
    private static final long POLL_MILLIS = 500;
    private static final String RELEASE = "release.jws";
    private static final String REPORT = "report.jws";

    /** Whether handing in a contribution began, so that its rows may have left. */
    public static boolean begun(Path folder) {
        return Files.exists(folder.resolve(PreparedContribution.BEGUN));
    }

    /** Forgets what was prepared, signed and released, so that the next contribution is another one. */
    public static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(REPORT));
        PreparedContribution.forget(folder);
    }

    private final CoordinatorClient client;
    private final SigningKey key;
    private final UUID collaboration;
    private final Path folder;
    private final long partBytes;
    private final LongConsumer sent;

    /**
     * What was handed in.
     *
     * @param bytes of all shards
     */
    public record Contributed(ContributionView view, UUID report, String reportDigest, int rows, long bytes) {}

    /**
     * @param folder    for shards and signed documents
     * @param partBytes size of one part of an upload
     * @param sent      hears the bytes of each part that was sent
     */
    public Publication(
            CoordinatorClient client,
            SigningKey key,
            UUID collaboration,
            Path folder,
            long partBytes,
            LongConsumer sent) {
        this.client = client;
        this.key = key;
        this.collaboration = collaboration;
        this.folder = folder;
        this.partBytes = partBytes;
        this.sent = sent;
    }

    /** Signs, declares and uploads a release. @return it in the state that the coordinator gave it */
    public ReleaseView release(ReleaseManifest manifest, Path weights)
            throws IOException, UnreachableException, CoordinatorRefusedException {
        SignedDocument signed = SignedDocument.of(folder.resolve(RELEASE), manifest, SignatureType.RELEASE, key);
        ObjectParts parts = Parts.of(weights, manifest.weightsDigest(), partBytes);
        ReleaseView release = client.publish(collaboration, new PublishRelease(signed.compact(), parts));
        UUID id = release.id();
        if (release.state().equals("DECLARED")) {
            client.transfers().upload(() -> client.releaseUpload(collaboration, id), digest -> weights, sent);
            release = client.completeRelease(collaboration, id);
        }
        while (release.state().equals("DECLARED") || release.state().equals("UPLOADED")) {
            pause();
            release = client.releases(collaboration, manifest.kind()).stream()
                    .filter(found -> found.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new CoordinatorRefusedException(200, null, "The release " + id + " is gone."));
        }
        if (release.state().equals("REJECTED")) {
            Files.delete(folder.resolve(RELEASE)); // signed anew, the next attempt is another release
        }
        return release;
    }

    /**
     * Signs and hands in the report, then the rows, and waits until the coordinator has judged every row.
     *
     * @param report    that the manifest names
     * @param approvals what officers signed; empty where the charter does not ask for it
     */
    public Contributed send(PreparedContribution prepared, LeakageReport report, List<String> approvals)
            throws IOException, UnreachableException, CoordinatorRefusedException {
        prepared.begin(folder);
        SignedDocument signedReport =
                SignedDocument.of(folder.resolve(REPORT), report, SignatureType.LEAKAGE_REPORT, key);
        ReportView reportView = client.submit(collaboration, new SubmitReport(signedReport.compact()));
        ContributionView contribution = upload(prepared, approvals);
        if (contribution.state() == ContributionState.REJECTED
                || contribution.state() == ContributionState.QUARANTINED) {
            Files.delete(folder.resolve(
                    PreparedContribution.BEGUN)); // signed anew, the next attempt is another contribution
        }
        return new Contributed(
                contribution,
                reportView.id(),
                signedReport.digest(),
                prepared.manifest().rows(),
                prepared.bytes());
    }

    /** Signs and hands in the answer to a re-run. */
    public RerunView answer(RerunView rerun, LeakageReport report)
            throws IOException, UnreachableException, CoordinatorRefusedException {
        SignedDocument signed =
                SignedDocument.of(folder.resolve(rerun.id() + ".jws"), report, SignatureType.LEAKAGE_REPORT, key);
        return client.answer(collaboration, rerun.id(), new SubmitReport(signed.compact()));
    }

    private ContributionView upload(PreparedContribution prepared, List<String> approvals)
            throws IOException, UnreachableException, CoordinatorRefusedException {
        List<ObjectParts> objects = new ArrayList<>();
        Map<String, Path> files = new HashMap<>();
        for (ShardEntry shard : prepared.manifest().shards()) {
            Path file = folder.resolve(FeatureShard.fileName(shard));
            files.put(shard.digest(), file);
            objects.add(Parts.of(file, shard.digest(), partBytes));
        }
        UUID id = client.declare(collaboration, new DeclareContribution(prepared.jws(), objects, approvals))
                .id();
        ContributionView contribution = client.contribution(collaboration, id);
        if (contribution.state() == ContributionState.DECLARED) {
            client.transfers()
                    .upload(
                            () -> client.contributionUpload(collaboration, id),
                            digest -> Objects.requireNonNull(files.get(digest)),
                            sent);
            contribution = client.completeContribution(collaboration, id);
        }
        while (contribution.state() == ContributionState.UPLOADED) {
            pause();
            contribution = client.contribution(collaboration, id);
        }
        return contribution;
    }

    /** Once everything is accepted, the shards need not stay: the coordinator has them. */
    public void forgetShards() throws IOException {
        PreparedContribution.forgetShards(folder);
    }

    private static void pause() throws UnreachableException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted while waiting for the coordinator", e);
        }
    }
}
