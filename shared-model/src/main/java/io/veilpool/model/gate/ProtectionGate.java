package io.veilpool.model.gate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.GateCalibration;
import io.veilpool.model.protocol.WeakProtection;
import io.veilpool.model.tensor.LabelledFeatures;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Counts a contribution's rows that look unprotected, and says when they are too many. It needs the release alone. Memory is that of some
 * hundred rows.
 */
public final class ProtectionGate implements AutoCloseable {
    /** Share of rows that may look unprotected: protected rows do by chance, a few in a thousand (docs/gate.md). */
    public static final double MAX_UNPROTECTED = 0.03;

    /** So many may in any contribution: chance alone must not catch a small one. */
    private static final int ALWAYS_ALLOWED = 3;

    private static final int MOST_ROWS_AT_ONCE = 100;
    private static final int VALUES_AT_ONCE = 1 << 20;

    private final GateCalibration calibration;
    private final RowStatistics statistics;
    private final int atOnce;
    private final int[] looksLike;
    private int rows;
    private int unprotected;

    /** @param networks are copied: they stay the caller's, who may close them at once */
    public ProtectionGate(PublishedNetworks networks, GateCalibration calibration) {
        this(networks.featurizer(), networks.decider(), networks.reconstructor(), calibration);
    }

    ProtectionGate(Network featurizer, Network decider, Network reconstructor, GateCalibration calibration) {
        this.calibration = calibration;
        this.statistics = new RowStatistics(
                featurizer, decider, reconstructor, calibration.channelMeans(), calibration.channelDeviations());
        this.atOnce = rowsAtOnce(featurizer.architecture().input());
        this.looksLike = new int[calibration.weak().size()];
    }

    /** Rows whose statistics are computed at once, for images of this shape: large images in small batches. */
    public static int rowsAtOnce(FeatureShape image) {
        return Math.clamp(VALUES_AT_ONCE / image.values(), 1, MOST_ROWS_AT_ONCE);
    }

    /** Counts further rows. */
    public void add(LabelledFeatures features) {
        for (boolean[] judged : judge(features)) {
            for (int i = 0; i < judged.length; i++) {
                looksLike[i] += judged[i] ? 1 : 0;
            }
            unprotected += unprotected(judged) ? 1 : 0;
            rows++;
        }
    }

    /** Whether a row counts, that was judged so: it looks like any of them. */
    public static boolean unprotected(boolean[] judged) {
        for (boolean looksLikeIt : judged) {
            if (looksLikeIt) {
                return true;
            }
        }
        return false;
    }

    /** For each row, which of the weak protections it looks like. */
    public boolean[][] judge(LabelledFeatures features) {
        boolean[][] judged = new boolean[features.rows()][];
        for (int from = 0; from < judged.length; from += atOnce) {
            int[] batch = IntStream.range(from, Math.min(judged.length, from + atOnce))
                    .toArray();
            try (NDManager scope = NDManager.newBaseManager();
                    NDArray z = features.batch(scope, batch)) {
                double[][] values = statistics.of(z);
                for (int i = 0; i < batch.length; i++) {
                    judged[batch[i]] = judge(values[i]);
                }
            }
        }
        return judged;
    }

    private boolean[] judge(double[] values) {
        List<WeakProtection> weak = calibration.weak();
        boolean[] judged = new boolean[weak.size()];
        for (int i = 0; i < judged.length; i++) {
            double sum = 0;
            for (int j = 0; j < values.length; j++) {
                sum += weak.get(i).weights().get(j) * values[j];
            }
            judged[i] = !(sum <= weak.get(i).limit()); // what is not a number is not known to be protected
        }
        return judged;
    }

    /** Greatest number of rows that may look unprotected, of so many. */
    public static int allowed(int rows) {
        return Math.max(ALWAYS_ALLOWED, (int) (MAX_UNPROTECTED * rows));
    }

    /** A sentence for the contributor if too many rows look unprotected. */
    public Optional<String> problem() {
        if (unprotected <= allowed(rows)) {
            return Optional.empty();
        }
        int most = IntStream.range(0, looksLike.length)
                .boxed()
                .max(Comparator.comparingInt(i -> looksLike[i]))
                .orElseThrow();
        return Optional.of(String.format(
                Locale.ROOT,
                "%d of %d rows look unprotected to the release's networks, most often like %s (%d); at most %d may (%.0f %%, or %d).",
                unprotected,
                rows,
                calibration.weak().get(most).name(),
                looksLike[most],
                allowed(rows),
                100 * MAX_UNPROTECTED,
                ALWAYS_ALLOWED));
    }

    /** Says nothing of any row. */
    @Override
    public String toString() {
        return "ProtectionGate[" + unprotected + " of " + rows + " rows, " + Arrays.toString(looksLike) + "]";
    }

    @Override
    public void close() {
        statistics.close();
    }
}
