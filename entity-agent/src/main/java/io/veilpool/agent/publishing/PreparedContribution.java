package io.veilpool.agent.publishing;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.SigningKey;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureShard;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A contribution that is ready to leave: shards on the disk, the signed manifest that names them, and beside it what an officer signed.
 * Nothing of it was sent until it is begun, and what is sent is what was prepared, however long that takes.
 *
 * @param jws    the signed manifest
 * @param digest SHA-256 of the manifest's payload bytes, lower-case hex
 */
public record PreparedContribution(ContributionManifest manifest, String jws, String digest) {
    static final String BEGUN = "contribution.jws";
    private static final String PREPARED = "prepared.jws";
    private static final String APPROVAL = "approval.jws";

    /**
     * What a contribution says besides its rows.
     *
     * @param classes      number of classes of the charter
     * @param reportDigest SHA-256 of the leakage report's payload bytes
     */
    public record Declaration(
            UUID collaboration,
            int charterVersion,
            String entity,
            String releaseDigest,
            String dpmCommitment,
            int rotation,
            int classes,
            ElementType rowType,
            String reportDigest) {
        private ContributionManifest manifest(
                FeatureShape shape, int rows, List<Integer> rowsPerClass, List<ShardEntry> shards) {
            return new ContributionManifest(
                    1,
                    collaboration,
                    charterVersion,
                    entity,
                    releaseDigest,
                    dpmCommitment,
                    rotation,
                    shape,
                    rowType.name(),
                    rows,
                    rowsPerClass,
                    shards,
                    reportDigest);
        }

        private boolean isOf(ContributionManifest m) {
            return m.equals(manifest(m.featureShape(), m.rows(), m.rowsPerClass(), m.shards()));
        }
    }

    /** What was prepared under this very declaration, if its shards are still there. */
    public static Optional<PreparedContribution> find(Path folder, SigningKey key, Declaration declaration)
            throws IOException {
        for (String name : List.of(BEGUN, PREPARED)) {
            Optional<SignedDocument> kept = SignedDocument.kept(folder.resolve(name), SignatureType.CONTRIBUTION, key);
            if (kept.isPresent()) {
                PreparedContribution found = of(kept.get());
                if (declaration.isOf(found.manifest) && found.hasItsFiles(folder)) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    /** Writes the shards and signs the manifest; repeated with the same rows, it is the same contribution. */
    public static PreparedContribution make(
            Path folder, SigningKey key, PoisonedFeatures rows, Declaration declaration, long shardBytes)
            throws IOException {
        forgetShards(folder);
        ContributionManifest manifest = outline(folder, rows, declaration, shardBytes);
        Optional<PreparedContribution> begun =
                find(folder, key, declaration).filter(found -> found.manifest.equals(manifest));
        return begun.isPresent()
                ? begun.get()
                : of(SignedDocument.of(folder.resolve(PREPARED), manifest, SignatureType.CONTRIBUTION, key));
    }

    /** Writes the shards and says what a contribution of them is; signs nothing. The same arguments give the same bytes. */
    public static ContributionManifest outline(
            Path folder, PoisonedFeatures rows, Declaration declaration, long shardBytes) throws IOException {
        List<ShardEntry> shards = FeatureShard.write(
                folder,
                rows,
                declaration.rowType(),
                shardBytes,
                new FeatureShard.Origin(
                        declaration.collaboration(),
                        declaration.releaseDigest(),
                        declaration.dpmCommitment(),
                        declaration.rotation()));
        return declaration.manifest(
                rows.shape(),
                rows.rows(),
                Arrays.stream(rows.rowsPerClass(declaration.classes())).boxed().toList(),
                shards);
    }

    private static PreparedContribution of(SignedDocument signed) throws IOException {
        try {
            return new PreparedContribution(
                    ProtocolJson.read(signed.json(), ContributionManifest.class), signed.compact(), signed.digest());
        } catch (InvalidJsonException e) {
            throw new IOException("What this agent signed as a contribution is none: " + e.getMessage(), e);
        }
    }

    private boolean hasItsFiles(Path folder) throws IOException {
        for (ShardEntry shard : manifest.shards()) {
            Path file = folder.resolve(FeatureShard.fileName(shard));
            if (!Files.exists(file) || Files.size(file) != shard.bytes()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the shards' bytes are those that the manifest names. Reads all of them. */
    public boolean isWhole(Path folder) throws IOException {
        if (!hasItsFiles(folder)) {
            return false;
        }
        for (ShardEntry shard : manifest.shards()) {
            if (!Digests.sha256(folder.resolve(FeatureShard.fileName(shard))).equals(shard.digest())) {
                return false;
            }
        }
        return true;
    }

    /** Of all shards. */
    public long bytes() {
        return manifest.shards().stream().mapToLong(ShardEntry::bytes).sum();
    }

    /** What an officer signed last, for this contribution or for another one. */
    public static Optional<String> approval(Path folder) throws IOException {
        Path file = folder.resolve(APPROVAL);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /** Keeps what an officer signed. */
    public static void approve(Path folder, String jws) throws IOException {
        PrivateFiles.write(folder.resolve(APPROVAL), jws.getBytes(StandardCharsets.US_ASCII));
    }

    /** From now on its rows may have left. */
    void begin(Path folder) throws IOException {
        PrivateFiles.write(folder.resolve(BEGUN), jws.getBytes(StandardCharsets.US_ASCII));
        Files.deleteIfExists(folder.resolve(PREPARED));
    }

    static void forget(Path folder) throws IOException {
        for (String name : List.of(BEGUN, PREPARED, APPROVAL)) {
            Files.deleteIfExists(folder.resolve(name));
        }
        if (Files.isDirectory(folder)) {
            forgetShards(folder);
        }
    }

    static void forgetShards(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*.safetensors")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
