package io.veilpool.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.loss.ClassificationLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Draws batches class by class: a class comes as often as among all images, own and pooled, and within it own rows count by their
 * weight. So a class that an entity has no images of is learnt from the pool.
 *
 * <p>As soon as one class has pooled rows only, what all pooled rows have in common could come to mean that class. So own rows then weigh
 * no more than pooled ones, and where a class has rows of both kinds, its own ones say nothing about classes that none of them is of
 * ({@link ClassificationLoss#among}): the pooled ones do. Own rows of a class without pooled ones tell it from all others.
 */
final class DeciderBatches {
    /**
     * @param allowed (n, classes), 1 for the classes that a row can tell apart, else 0; null if all rows can tell all
     */
    record Batch(NDArray rows, NDArray labels, @Nullable NDArray allowed) {}

    /** Rows of one class, own or pooled, and their share of all that is drawn. */
    private record Cell(boolean isOwn, int[] rows, BatchSampler sampler, double share) {}

    private final RowSource own;
    private final RowSource pool;
    private final DeciderConfig config;
    private final List<Cell> cells = new ArrayList<>();
    private final double[] owed;
    /** Of own rows; null if they are of every class that pooled ones are of. */
    private final float @Nullable [] allowedOfOwn;

    private final boolean[] isPooled;

    DeciderBatches(RowSource own, RowSource pool, int classes, DeciderConfig config, long seed) {
        this.own = own;
        this.pool = pool;
        this.config = config;
        int[][] ownRows = config.ownWeight() > 0 || pool.rows() == 0 ? own.rowsOfClass(classes) : new int[classes][0];
        int[][] poolRows = pool.rowsOfClass(classes);
        isPooled = new boolean[classes];
        for (int c = 0; c < classes; c++) {
            isPooled[c] = poolRows[c].length > 0;
        }
        allowedOfOwn = RowSource.ownLackAClass(ownRows, poolRows, 1) ? allowed(ownRows) : null;
        double wanted = allowedOfOwn == null ? config.ownWeight() : Math.min(1, config.ownWeight());
        double weight = Math.max(wanted, Double.MIN_NORMAL);
        double all = images(ownRows, 1) + images(poolRows, config.rowImages());
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int c = 0; c < classes; c++) {
            double pooled = poolRows[c].length * config.rowImages();
            double share = (ownRows[c].length + pooled) / all;
            double ownPart = weight * ownRows[c].length / Math.max(weight * ownRows[c].length + pooled, weight);
            add(true, ownRows[c], share * ownPart, seeds.nextLong());
            add(false, poolRows[c], share * (1 - ownPart), seeds.nextLong());
        }
        owed = new double[cells.size()];
    }

    private static float[] allowed(int[][] ownRows) {
        float[] allowed = new float[ownRows.length];
        for (int c = 0; c < allowed.length; c++) {
            allowed[c] = ownRows[c].length > 0 ? 1 : 0;
        }
        return allowed;
    }

    private static double images(int[][] rows, double each) {
        return Arrays.stream(rows).mapToInt(r -> r.length).sum() * each;
    }

    private void add(boolean isOwn, int[] rows, double share, long seed) {
        if (rows.length > 0) {
            cells.add(new Cell(isOwn, rows, new BatchSampler(rows.length, seed), share));
        }
    }

    Batch next(NDManager manager) {
        int[] ownChosen = new int[config.batch()];
        int[] poolChosen = new int[config.batch()];
        int ownCount = 0;
        int poolCount = 0;
        for (int i = 0; i < config.batch(); i++) {
            Cell cell = cells.get(mostOwed());
            int row = cell.rows()[cell.sampler().next(1)[0]];
            if (cell.isOwn()) {
                ownChosen[ownCount++] = row;
            } else {
                poolChosen[poolCount++] = row;
            }
        }
        NDList rows = new NDList();
        NDList labels = new NDList();
        own.gather(manager, Arrays.copyOf(ownChosen, ownCount), rows, labels);
        pool.gather(manager, Arrays.copyOf(poolChosen, poolCount), rows, labels);
        NDArray allLabels = NDArrays.concat(labels);
        return new Batch(NDArrays.concat(rows), allLabels, allowed(manager, allLabels, ownCount));
    }

    private @Nullable NDArray allowed(NDManager manager, NDArray labels, int ownCount) {
        if (allowedOfOwn == null) {
            return null;
        }
        int classes = allowedOfOwn.length;
        float[] all = new float[config.batch() * classes];
        Arrays.fill(all, 1);
        long[] classOf = labels.toLongArray();
        for (int row = 0; row < ownCount; row++) {
            if (isPooled[Math.toIntExact(classOf[row])]) {
                System.arraycopy(allowedOfOwn, 0, all, row * classes, classes);
            }
        }
        return manager.create(all, new Shape(config.batch(), classes));
    }

    /** Every cell gains its share and the one that is furthest behind is served: batches hold shares as evenly as whole rows allow. */
    private int mostOwed() {
        int most = 0;
        for (int i = 0; i < owed.length; i++) {
            owed[i] += cells.get(i).share();
            most = owed[i] > owed[most] ? i : most;
        }
        owed[most]--;
        return most;
    }
}
