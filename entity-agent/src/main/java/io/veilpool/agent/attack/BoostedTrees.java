package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.protocol.FeatureShape;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Gradient boosting on all values of a row (XGBoost, Chen and Guestrin 2016). One thread, so that a seed gives the same trees. */
final class BoostedTrees extends Probe {
    private static final int ROUNDS = 100;
    private static final int ROWS_AT_ONCE = 250;
    /** Values that each tree may look at, about: many more cost time and hardly tell it more. */
    private static final double VALUES_PER_TREE = 256;

    private final Booster booster;
    private final int width;

    private BoostedTrees(Booster booster, int width) {
        this.booster = booster;
        this.width = width;
    }

    /**
     * @param answers of each row of the set, in [0, values)
     * @param values  at least 2
     */
    static BoostedTrees train(TrainingSet set, int[] answers, int values, long seed) {
        int width = set.shape().values();
        float[] rows = new float[Math.multiplyExact(set.size(), width)];
        int[] order = set.order(IntStream.range(0, set.size()).toArray());
        for (int from = 0; from < order.length; from += ROWS_AT_ONCE) {
            int[] batch = Arrays.copyOfRange(order, from, Math.min(order.length, from + ROWS_AT_ONCE));
            try (NDManager scope = NDManager.newBaseManager()) {
                float[] some = set.rows(scope, batch).toFloatArray();
                System.arraycopy(some, 0, rows, from * width, some.length);
            }
        }
        float[] labels = new float[order.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = answers[order[i]];
        }
        Map<String, Object> settings = Map.ofEntries(
                Map.entry("objective", "multi:softprob"),
                Map.entry("num_class", values),
                Map.entry("tree_method", "hist"),
                Map.entry("max_depth", 4),
                Map.entry("eta", 0.15),
                Map.entry("subsample", 0.8),
                Map.entry("colsample_bytree", Math.min(1, VALUES_PER_TREE / width)),
                Map.entry("seed", (int) (seed & Integer.MAX_VALUE)),
                Map.entry("nthread", 1),
                Map.entry("verbosity", 0));
        try {
            DMatrix matrix = new DMatrix(rows, order.length, width, Float.NaN);
            try {
                matrix.setLabel(labels);
                return new BoostedTrees(XGBoost.train(matrix, settings, ROUNDS, Map.of(), null, null), width);
            } finally {
                matrix.dispose();
            }
        } catch (XGBoostError e) {
            throw new IllegalStateException("boosted trees could not be trained on " + order.length + " rows", e);
        }
    }

    /** Whether all values of so many rows can be one array. */
    static boolean takes(FeatureShape shape, int rows) {
        return (long) rows * shape.values() <= Integer.MAX_VALUE / Float.BYTES;
    }

    @Override
    float[][] scores(NDArray rows) {
        try {
            DMatrix matrix = new DMatrix(
                    rows.toFloatArray(), Math.toIntExact(rows.getShape().get(0)), width, Float.NaN);
            try {
                return booster.predict(matrix);
            } finally {
                matrix.dispose();
            }
        } catch (XGBoostError e) {
            throw new IllegalStateException("boosted trees could not be asked", e);
        }
    }

    @Override
    public void close() {
        booster.dispose();
    }
}
