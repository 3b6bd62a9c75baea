package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.ObjectParts;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureShard;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a contribution's manifest must say before a byte is uploaded. Each refusal names what is said and what is expected. */
final class ContributionChecks {
    private static final int FORMAT_VERSION = 1;
    private static final int MAX_SHARDS = 1000;

    private ContributionChecks() {}

    static void check(
            ContributionManifest said,
            UUID collaboration,
            CharterView agreed,
            ReleaseManifest release,
            List<ObjectParts> objects) {
        Charter charter = agreed.charter();
        require("formatVersion", said.formatVersion(), FORMAT_VERSION);
        require("collaboration", said.collaboration(), collaboration);
        require("charterVersion", said.charterVersion(), agreed.version());
        require("featureShape", said.featureShape(), release.featureShape());
        if (said.rotation() < 1) {
            throw refused("rotation counts from 1, was " + said.rotation() + ".", Map.of("rotation", said.rotation()));
        }
        if (!Digests.isSha256(said.dpmCommitment())) {
            throw refused("dpmCommitment must be 64 lower-case hex digits.", Map.of());
        }
        if (!charter.rowTypes().contains(said.rowType())) {
            throw refused(
                    "Rows of type " + said.rowType() + " are not allowed; the charter allows " + charter.rowTypes()
                            + ".",
                    Map.of("rowType", said.rowType(), "allowed", charter.rowTypes()));
        }
        checkRows(said, charter);
        checkShards(said);
        checkObjects(said.shards(), objects);
    }

    private static void checkRows(ContributionManifest said, Charter charter) {
        int min = charter.rows().min();
        int max = charter.rows().max();
        if (said.rows() < min || said.rows() > max) {
            throw refused(
                    "A contribution has " + min + " to " + max + " rows, this one has " + said.rows() + ".",
                    Map.of("rows", said.rows(), "min", min, "max", max));
        }
        int classes = charter.classes().size();
        if (said.rowsPerClass().size() != classes) {
            throw refused(
                    "rowsPerClass has " + said.rowsPerClass().size() + " counts, the charter has " + classes
                            + " classes.",
                    Map.of("counts", said.rowsPerClass().size(), "classes", classes));
        }
        long sum = said.rowsPerClass().stream().mapToLong(Integer::longValue).sum();
        if (said.rowsPerClass().stream().anyMatch(count -> count < 0) || sum != said.rows()) {
            throw refused(
                    "rowsPerClass must be counts of at least 0 that add up to " + said.rows() + " rows; they add up to "
                            + sum + ".",
                    Map.of("rows", said.rows(), "sum", sum));
        }
    }

    private static void checkShards(ContributionManifest said) {
        List<ShardEntry> shards = said.shards();
        if (shards.isEmpty() || shards.size() > MAX_SHARDS) {
            throw refused(
                    "A contribution has 1 to " + MAX_SHARDS + " shards, this one has " + shards.size() + ".",
                    Map.of("shards", shards.size(), "limit", MAX_SHARDS));
        }
        if (shards.stream().map(ShardEntry::digest).distinct().count() != shards.size()) {
            throw refused("The same shard is named twice. Name every shard once.", Map.of());
        }
        long sum = shards.stream().mapToLong(ShardEntry::rows).sum();
        if (shards.stream().anyMatch(shard -> shard.rows() < 1) || sum != said.rows()) {
            throw refused(
                    "The shards' rows must be at least 1 each and add up to " + said.rows() + "; they add up to " + sum
                            + ".",
                    Map.of("rows", said.rows(), "sum", sum));
        }
        long perRow = (long) said.featureShape().values()
                * ElementType.valueOf(said.rowType()).bytes();
        for (ShardEntry shard : shards) {
            long most = FeatureShard.mostBytes(said.featureShape(), ElementType.valueOf(said.rowType()), shard.rows());
            if (shard.bytes() > most) {
                throw refused(
                        "Shard " + shard.digest() + " has " + shard.bytes() + " bytes, too many for " + shard.rows()
                                + " rows of " + perRow + " bytes; at most " + most + " are taken.",
                        Map.of("bytes", shard.bytes(), "rows", shard.rows(), "limit", most));
            }
            if (shard.bytes() <= shard.rows() * perRow) {
                throw refused(
                        "Shard " + shard.digest() + " has " + shard.bytes() + " bytes, too few for " + shard.rows()
                                + " rows of " + perRow + " bytes.",
                        Map.of("bytes", shard.bytes(), "rows", shard.rows()));
            }
        }
    }

    private static void checkObjects(List<ShardEntry> shards, List<ObjectParts> objects) {
        boolean same = shards.size() == objects.size();
        for (int i = 0; same && i < shards.size(); i++) {
            same = shards.get(i).digest().equals(objects.get(i).digest())
                    && shards.get(i).bytes() == objects.get(i).bytes();
        }
        if (!same) {
            throw refused(
                    "objects must name the manifest's shards in their order, with the same digests and sizes.",
                    Map.of("shards", shards.size(), "objects", objects.size()));
        }
    }

    /**
     * Whether what the members agreed to show of one DPM suffices for this too.
     *
     * @param before rows of each contribution that was made with the same DPM, withdrawn ones included
     */
    static void checkExposure(ContributionManifest said, Oversight oversight, List<Integer> before) {
        long rows = before.stream().mapToLong(Integer::longValue).sum();
        if (before.size() + 1 > oversight.uploadsPerDpm() || rows + said.rows() > oversight.rowsPerDpm()) {
            throw refused(
                    "Under this DPM " + said.entity() + " has published " + rows + " rows in " + before.size()
                            + " contributions, withdrawn ones included, and this one has " + said.rows()
                            + "; the charter allows " + oversight.rowsPerDpm() + " rows in "
                            + oversight.uploadsPerDpm()
                            + " contributions under one DPM. Train another DPM and poison again.",
                    Map.of(
                            "rows",
                            rows + said.rows(),
                            "rowsPerDpm",
                            oversight.rowsPerDpm(),
                            "uploads",
                            before.size() + 1,
                            "uploadsPerDpm",
                            oversight.uploadsPerDpm()));
        }
    }

    /** Whether the report is about this DPM; its figures are judged elsewhere. */
    static void checkReport(ContributionManifest said, LeakageReport report) {
        require("releaseDigest (against its leakage report)", said.releaseDigest(), report.releaseDigest());
        require("dpmCommitment (against its leakage report)", said.dpmCommitment(), report.dpmCommitment());
        require("rotation (against its leakage report)", said.rotation(), report.rotation());
    }

    private static void require(String name, Object said, Object expected) {
        if (!said.equals(expected)) {
            throw refused(
                    "The manifest's " + name + " is " + said + ", but must be " + expected + ".",
                    Map.of("field", name, "value", said.toString(), "expected", expected.toString()));
        }
    }

    static RefusedException refused(String sentence, Map<String, ?> facts) {
        return new RefusedException(ProblemType.MANIFEST_INVALID, sentence, facts);
    }
}
