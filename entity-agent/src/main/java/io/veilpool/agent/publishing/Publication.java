package io.veilpool.agent.publishing;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.model.protocol.ContributionManifest;
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
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureShard;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final String CONTRIBUTION = "contribution.jws";
    private static final String REPORT = "report.jws";

    /** Whether a contribution was signed here, so that its rows may have left. */
    public static boolean begun(Path folder) {
        return Files.exists(folder.resolve(CONTRIBUTION));
    }

    /** Forgets what was signed, so that the next contribution is another one. */
    public static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(REPORT));
        Files.deleteIfExists(folder.resolve(CONTRIBUTION));
    }

    private final CoordinatorClient client;
    private final SigningKey key;
    private final UUID collaboration;
    private final Path folder;
    private final Sizes sizes;
    private final LongConsumer sent;

    /**
     * @param shardBytes greatest size of one shard
     * @param partBytes  size of one part of an upload
     */
    public record Sizes(long shardBytes, long partBytes) {}

    /**
     * What a contribution says besides its rows.
     *
     * @param classes number of classes of the charter
     */
    public record Declaration(
            int charterVersion,
            String entity,
            String releaseDigest,
            String dpmCommitment,
            int rotation,
            int classes,
            ElementType rowType) {}

    /**
     * What was handed in.
     *
     * @param bytes of all shards
     */
    public record Contributed(ContributionView view, UUID report, String reportDigest, int rows, long bytes) {}

    /**
     * @param folder for shards and signed documents
     * @param sent   hears the bytes of each part that was sent
     */
    public Publication(
            CoordinatorClient client, SigningKey key, UUID collaboration, Path folder, Sizes sizes, LongConsumer sent) {
        this.client = client;
        this.key = key;
        this.collaboration = collaboration;
        this.folder = folder;
        this.sizes = sizes;
        this.sent = sent;
    }

    /** Signs, declares and uploads a release. @return it in the state that the coordinator gave it */
    public ReleaseView release(ReleaseManifest manifest, Path weights)
            throws IOException, UnreachableException, CoordinatorRefusedException {
        SignedDocument signed = SignedDocument.of(folder.resolve(RELEASE), manifest, SignatureType.RELEASE, key);
        ObjectParts parts = Parts.of(weights, manifest.weightsDigest(), sizes.partBytes());
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

    /** Signs and hands in the report, then the rows, and waits until the coordinator has judged every row. */
    public Contributed contribute(PoisonedFeatures rows, Declaration declaration, LeakageReport report)
            throws IOException, UnreachableException, CoordinatorRefusedException {
        SignedDocument signedReport =
                SignedDocument.of(folder.resolve(REPORT), report, SignatureType.LEAKAGE_REPORT, key);
        ReportView reportView = client.submit(collaboration, new SubmitReport(signedReport.compact()));
        ContributionManifest manifest =
                prepare(folder, collaboration, rows, declaration, sizes.shardBytes(), signedReport.digest());
        List<ShardEntry> shards = manifest.shards();
        SignedDocument signed =
                SignedDocument.of(folder.resolve(CONTRIBUTION), manifest, SignatureType.CONTRIBUTION, key);
        ContributionView contribution = upload(signed, shards);
        if (contribution.state() == ContributionState.REJECTED
                || contribution.state() == ContributionState.QUARANTINED) {
            Files.delete(folder.resolve(CONTRIBUTION)); // signed anew, the next attempt is another contribution
        }
        long bytes = shards.stream().mapToLong(ShardEntry::bytes).sum();
        return new Contributed(contribution, reportView.id(), signedReport.digest(), rows.rows(), bytes);
    }

    /** Signs and hands in the answer to a re-run. */
    public RerunView answer(RerunView rerun, LeakageReport report)
            throws IOException, UnreachableException, CoordinatorRefusedException {
        SignedDocument signed =
                SignedDocument.of(folder.resolve(rerun.id() + ".jws"), report, SignatureType.LEAKAGE_REPORT, key);
        return client.answer(collaboration, rerun.id(), new SubmitReport(signed.compact()));
    }

    private ContributionView upload(SignedDocument signed, List<ShardEntry> shards)
            throws IOException, UnreachableException, CoordinatorRefusedException {
        List<ObjectParts> objects = new ArrayList<>();
        Map<String, Path> files = new HashMap<>();
        for (ShardEntry shard : shards) {
            Path file = folder.resolve(FeatureShard.fileName(shard));
            files.put(shard.digest(), file);
            objects.add(Parts.of(file, shard.digest(), sizes.partBytes()));
        }
        UUID id = client.declare(collaboration, new DeclareContribution(signed.compact(), objects))
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

    /**
     * Writes the shards and says what a contribution of them is; signs and sends nothing. The same arguments give the same bytes.
     *
     * @param folder       for the shards
     * @param shardBytes   greatest size of one shard
     * @param reportDigest SHA-256 of the leakage report's canonical JSON
     */
    public static ContributionManifest prepare(
            Path folder,
            UUID collaboration,
            PoisonedFeatures rows,
            Declaration declaration,
            long shardBytes,
            String reportDigest)
            throws IOException {
        List<ShardEntry> shards = FeatureShard.write(
                folder,
                rows,
                declaration.rowType(),
                shardBytes,
                new FeatureShard.Origin(
                        collaboration,
                        declaration.releaseDigest(),
                        declaration.dpmCommitment(),
                        declaration.rotation()));
        return new ContributionManifest(
                1,
                collaboration,
                declaration.charterVersion(),
                declaration.entity(),
                declaration.releaseDigest(),
                declaration.dpmCommitment(),
                declaration.rotation(),
                rows.shape(),
                declaration.rowType().name(),
                rows.rows(),
                Arrays.stream(rows.rowsPerClass(declaration.classes())).boxed().toList(),
                shards,
                reportDigest);
    }

    /** Once everything is accepted, the shards need not stay: the coordinator has them. */
    public void forgetShards() throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*.safetensors")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
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
