package io.veilpool.coordinator.pool;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.DeclareContribution;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.ObjectParts;
import io.veilpool.model.protocol.ReportMachine;
import io.veilpool.model.protocol.ReportTolerance;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.SubmitReport;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.signing.SigningKey;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.FeatureShard;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Shards of random rows, with the manifest and the report that go with them. */
record TestContribution(ContributionManifest manifest, LeakageReport report, Map<String, Path> files) {
    private static final Thresholds LIMITS = Parties.charter().thresholds();
    private static final int CLASSES = 3;

    /** What a test wants of the rows. */
    record Rows(int rows, long seed, float scale, FeatureShape shape, ElementType type, boolean repeated) {
        static Rows of(FeatureShape shape, int rows, long seed) {
            return new Rows(rows, seed, 0.5f, shape, ElementType.F32, false);
        }

        Rows scaled(float factor) {
            return new Rows(rows, seed, factor, shape, type, repeated);
        }

        Rows shaped(FeatureShape other) {
            return new Rows(rows, seed, scale, other, type, repeated);
        }

        Rows allEqual() {
            return new Rows(rows, seed, scale, shape, type, true);
        }
    }

    static TestContribution make(Path folder, UUID collaboration, String entity, String releaseDigest, Rows rows)
            throws IOException {
        String commitment = Digests.sha256((entity + rows.seed()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        FeatureShard.Origin origin = new FeatureShard.Origin(collaboration, releaseDigest, commitment, 1);
        Path own = Files.createTempDirectory(folder, entity);
        List<ShardEntry> shards = FeatureShard.write(own, features(rows), rows.type(), 1L << 30, origin);
        LeakageReport report = report(collaboration, entity, releaseDigest, commitment);
        Map<String, Path> files = new HashMap<>();
        shards.forEach(shard -> files.put(shard.digest(), own.resolve(FeatureShard.fileName(shard))));
        List<Integer> perClass = new ArrayList<>(List.of(0, 0, 0));
        for (int row = 0; row < rows.rows(); row++) {
            perClass.set(row % CLASSES, perClass.get(row % CLASSES) + 1);
        }
        ContributionManifest manifest = new ContributionManifest(
                1,
                collaboration,
                1,
                entity,
                releaseDigest,
                commitment,
                1,
                rows.shape(),
                rows.type().name(),
                rows.rows(),
                List.copyOf(perClass),
                shards,
                Digests.sha256(CanonicalJson.write(report)));
        return new TestContribution(manifest, report, files);
    }

    private static PoisonedFeatures features(Rows wanted) {
        FeatureShape shape = wanted.shape();
        Random random = new Random(wanted.seed());
        float[] values = new float[wanted.rows() * shape.values()];
        int[] labels = new int[wanted.rows()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * wanted.scale();
        }
        for (int row = 0; row < labels.length; row++) {
            labels[row] = row % CLASSES;
            if (wanted.repeated() && row > 0) {
                System.arraycopy(values, 0, values, row * shape.values(), shape.values());
            }
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray batch =
                    manager.create(values, new Shape(labels.length, shape.channels(), shape.height(), shape.width()));
            return PoisonedFeatures.of(new FeatureRows.Builder(shape, wanted.type(), labels.length)
                    .append(batch, labels)
                    .build());
        }
    }

    private static LeakageReport report(UUID collaboration, String entity, String release, String commitment) {
        AttackScore insider =
                new AttackScore("insider", "its outputs", 100, 10, "1", 50, 0.2, 0.1, 0.3, 10, 0.3, 0.2, 0.4);
        AttackScore published =
                new AttackScore("published-reconstructor", "public", 0, 0, "1", 50, 0.01, 0.02, 0.3, 8, 0, 0, 0.1);
        LeakageReport figures =
                report(collaboration, entity, release, commitment, published, insider, LIMITS, List.of());
        return report(
                collaboration,
                entity,
                release,
                commitment,
                published,
                insider,
                LIMITS,
                LeakagePolicy.judge(figures, LIMITS));
    }

    private static LeakageReport report(
            UUID collaboration,
            String entity,
            String release,
            String commitment,
            AttackScore published,
            AttackScore insider,
            Thresholds limits,
            List<LimitVerdict> verdicts) {
        return new LeakageReport(
                LeakageReport.FORMAT_VERSION,
                collaboration,
                entity,
                release,
                commitment,
                1,
                LeakageReport.SUITE,
                "42",
                "2".repeat(64),
                null,
                50,
                List.of(),
                new ReportMachine("a processor", 2, "an engine"),
                70,
                69,
                95,
                95,
                0.8,
                0.15,
                0.2,
                insider,
                published,
                List.of(published, insider),
                List.of(),
                new InsiderTrial(insider, insider),
                List.of(),
                AttackEffort.NONE,
                List.of(),
                List.of(),
                limits,
                verdicts,
                ReportTolerance.STATED,
                "some",
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    SubmitReport signedReport(SigningKey key) {
        return new SubmitReport(key.sign(CanonicalJson.write(report), SignatureType.LEAKAGE_REPORT));
    }

    TestContribution with(UnaryOperator<ContributionManifest> lie) {
        return new TestContribution(lie.apply(manifest), report, files);
    }

    /** The same with another report, which the manifest names. */
    TestContribution withReport(UnaryOperator<String> change) throws InvalidJsonException {
        LeakageReport other = ProtocolJson.read(change.apply(ProtocolJson.text(report)), LeakageReport.class);
        ContributionManifest m = manifest;
        String digest = Digests.sha256(CanonicalJson.write(other));
        return new TestContribution(
                with(m, m.entity(), m.featureShape(), m.rows(), m.rowsPerClass(), m.shards(), digest), other, files);
    }

    /** The same with other bytes in its first shard, and digests that match them. */
    TestContribution withBytes(UnaryOperator<byte[]> change) throws IOException {
        ShardEntry first = manifest.shards().getFirst();
        byte[] bytes = change.apply(Files.readAllBytes(Objects.requireNonNull(files.get(first.digest()))));
        ShardEntry changed = new ShardEntry(Digests.sha256(bytes), bytes.length, first.rows());
        Path file = Objects.requireNonNull(files.get(first.digest())).resolveSibling(FeatureShard.fileName(changed));
        Files.write(file, bytes);
        return new TestContribution(with(manifest, List.of(changed)), report, Map.of(changed.digest(), file));
    }

    static ContributionManifest with(ContributionManifest m, List<ShardEntry> shards) {
        return with(m, m.entity(), m.featureShape(), m.rows(), m.rowsPerClass(), shards, m.reportDigest());
    }

    static ContributionManifest with(ContributionManifest m, String entity, int rows, List<Integer> perClass) {
        return with(m, entity, m.featureShape(), rows, perClass, m.shards(), m.reportDigest());
    }

    static ContributionManifest with(
            ContributionManifest m,
            String entity,
            FeatureShape shape,
            int rows,
            List<Integer> perClass,
            List<ShardEntry> shards,
            String reportDigest) {
        return new ContributionManifest(
                m.formatVersion(),
                m.collaboration(),
                m.charterVersion(),
                entity,
                m.releaseDigest(),
                m.dpmCommitment(),
                m.rotation(),
                shape,
                m.rowType(),
                rows,
                perClass,
                shards,
                reportDigest);
    }

    DeclareContribution signed(SigningKey key, String... approvals) throws IOException {
        List<ObjectParts> objects = new ArrayList<>();
        for (ShardEntry shard : manifest.shards()) {
            objects.add(Parts.of(Objects.requireNonNull(files.get(shard.digest()))));
        }
        return new DeclareContribution(
                key.sign(ProtocolJson.write(manifest), SignatureType.CONTRIBUTION), objects, List.of(approvals));
    }
}
