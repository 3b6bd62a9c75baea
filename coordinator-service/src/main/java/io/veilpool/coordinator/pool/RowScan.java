package io.veilpool.coordinator.pool;

import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Looks at every row of a contribution once, shard by shard; memory is one row and eight bytes per row. */
final class RowScan {
    /** A share of equal rows that images taken twice explain; more is padding. */
    static final double MAX_REPEATED = 0.01;

    private final ContributionManifest said;
    private final RowBounds bounds;
    private final float[] values;
    private final long[] digests;
    private final int[] perClass;
    private final MessageDigest sha256 = newSha256();

    private int rows;
    private double normSum;
    private double maxAbs;
    private int notFinite;

    RowScan(ContributionManifest said, RowBounds bounds) {
        this.said = said;
        this.bounds = bounds;
        this.values = new float[said.featureShape().values()];
        this.digests = new long[said.rows()];
        this.perClass = new int[said.rowsPerClass().size()];
    }

    /** @param shard with no more rows than the manifest has left, labels below the number of classes */
    void add(PoisonedFeatures shard) {
        for (int row = 0; row < shard.rows(); row++) {
            shard.copyRow(row, values);
            double squares = 0;
            for (float value : values) {
                squares += (double) value * value;
                maxAbs = Math.max(maxAbs, Math.abs(value));
            }
            if (!Double.isFinite(squares)) {
                notFinite++;
            }
            normSum += Math.sqrt(squares);
            perClass[shard.label(row)]++;
            digests[rows++] = digest(shard.storedRow(row));
        }
    }

    private long digest(ByteBuffer row) {
        sha256.update(row);
        return ByteBuffer.wrap(sha256.digest()).getLong();
    }

    RowDigests digests() {
        return RowDigests.ofUnsorted(digests);
    }

    /** One sentence per rule that the rows break; empty when all hold. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (notFinite > 0) {
            problems.add(notFinite + " rows hold values that are not finite; 0 are allowed.");
        }
        for (int label = 0; label < perClass.length; label++) {
            if (perClass[label] != said.rowsPerClass().get(label)) {
                problems.add("Class " + label + " has " + perClass[label] + " rows, the manifest says "
                        + said.rowsPerClass().get(label) + ".");
            }
        }
        double meanNorm = normSum / Math.max(1, rows);
        if (!(meanNorm >= bounds.minMeanNorm() && meanNorm <= bounds.maxMeanNorm())) {
            problems.add(text(
                    "The rows' mean norm is %.4g, allowed are %.4g to %.4g (the release's calibration).",
                    meanNorm, bounds.minMeanNorm(), bounds.maxMeanNorm()));
        }
        if (!(maxAbs <= bounds.maxAbs())) {
            problems.add(text(
                    "The greatest absolute value is %.4g, at most %.4g is allowed (the release's calibration).",
                    maxAbs, bounds.maxAbs()));
        }
        int repeats = digests().repeats();
        if (repeats > MAX_REPEATED * said.rows()) {
            problems.add(repeats + " of " + said.rows() + " rows repeat another row of the contribution; at most "
                    + (int) (MAX_REPEATED * said.rows()) + " may.");
        }
        return problems;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
