package io.veilpool.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.metric.TopKAccuracy;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.LabelledFeatures;
import java.util.List;

/**
 * Trains deciders on cached features: the refinement of Deep Poisoning, section 3.4, in which each entity trains the decider on its own
 * original and on pooled poisoned features while the featurizer stays fixed.
 */
public final class DeciderTrainer {
    private static final int ROWS_AT_ONCE = 250;

    private DeciderTrainer() {}

    /**
     * Trains a copy of {@code start}; what the last step left is the result.
     *
     * @param own  own original rows; may be empty if {@code pool} is not
     * @param pool pooled rows; may be empty
     * @return a new frozen network that the caller closes
     * @throws IllegalArgumentException if there are no rows, or rows of another shape or with a class that the decider does not know
     */
    public static Network train(
            DeciderConfig config,
            Network start,
            List<? extends LabelledFeatures> own,
            List<? extends LabelledFeatures> pool,
            long seed,
            Progress progress) {
        RowSource ownRows = new RowSource(own);
        RowSource pooledRows = new RowSource(pool);
        if (ownRows.rows() + pooledRows.rows() == 0) {
            throw new IllegalArgumentException("a decider needs rows to train on, there are none");
        }
        ownRows.requireFit(start);
        pooledRows.requireFit(start);
        try (Network base = config.frozenStatistics() ? start.folded() : start.copy();
                DeciderRun run = new DeciderRun(config, base, progress)) {
            int classes = start.architecture().output().values();
            return run.go(new DeciderBatches(ownRows, pooledRows, classes, config, seed));
        }
    }

    /**
     * Share of rows, in percent, whose class is among the k greatest logits.
     *
     * @throws IllegalArgumentException if there are no rows
     */
    public static double top1(Network decider, LabelledFeatures features, int k) {
        return percent(right(decider, features, k));
    }

    /** Share of rows that are right, in percent; at least one row. */
    public static double percent(boolean[] right) {
        return percent(List.of(right));
    }

    /** The same over several sets of rows; at least one row in all. */
    public static double percent(List<boolean[]> sets) {
        int count = 0;
        int rows = 0;
        for (boolean[] right : sets) {
            rows += right.length;
            for (boolean r : right) {
                count += r ? 1 : 0;
            }
        }
        return 100.0 * count / rows;
    }

    /** Whether each row's class is among the k greatest logits, for paired comparisons. */
    public static boolean[] right(Network decider, LabelledFeatures features, int k) {
        int rows = features.rows();
        if (rows == 0) {
            throw new IllegalArgumentException("accuracy needs at least one row");
        }
        boolean[] right = new boolean[rows];
        for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
            int[] batch = range(from, Math.min(rows, from + ROWS_AT_ONCE));
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray logits = decider.forward(features.batch(scope, batch), false);
                boolean[] part = TopKAccuracy.perRow(logits, features.labels(scope, batch), k);
                System.arraycopy(part, 0, right, from, part.length);
            }
        }
        return right;
    }

    /** @return (N)(K) of each row the probability of each class */
    public static double[][] probabilities(Network decider, LabelledFeatures features) {
        double[][] all = new double[features.rows()][];
        for (int from = 0; from < all.length; from += ROWS_AT_ONCE) {
            int[] batch = range(from, Math.min(all.length, from + ROWS_AT_ONCE));
            try (NDManager scope = NDManager.newBaseManager()) {
                float[] part = decider.forward(features.batch(scope, batch), false)
                        .softmax(1)
                        .toFloatArray();
                int classes = part.length / batch.length;
                for (int i = 0; i < part.length; i++) {
                    if (i % classes == 0) {
                        all[from + i / classes] = new double[classes];
                    }
                    all[from + i / classes][i % classes] = part[i];
                }
            }
        }
        return all;
    }

    private static int[] range(int from, int to) {
        int[] range = new int[to - from];
        for (int i = 0; i < range.length; i++) {
            range[i] = from + i;
        }
        return range;
    }
}
