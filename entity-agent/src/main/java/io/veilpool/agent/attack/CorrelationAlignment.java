package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.Scalars;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Affine maps between channels, one for all rows or one per class, that give poisoned rows the means and covariances of original ones:
 * {@code S^(1/2) S'^(-1/2) (z' - m') + m}. Statistics are over every place of every row.
 */
final class CorrelationAlignment {
    private static final int AT_ONCE = 125;
    private static final double RIDGE = 1e-3;
    /** Steps of the root's iteration: far more than a ridge of this size needs. */
    private static final int ROOT_STEPS = 30;

    private final int channels;
    private final float[][] maps;
    private final float[][] offsets;

    private CorrelationAlignment(int channels, float[][] maps, float[][] offsets) {
        this.channels = channels;
        this.maps = maps;
        this.offsets = offsets;
    }

    /**
     * @param count   rows that are looked at, from the front
     * @param classes 1 for one map over all rows
     */
    static CorrelationAlignment fit(LabelledFeatures poisoned, int count, LabelledFeatures originals, int classes) {
        int channels = poisoned.shape().channels();
        float[][] maps = new float[classes][];
        float[][] offsets = new float[classes][];
        for (int c = 0; c < classes; c++) {
            try (NDManager manager = NDManager.newBaseManager()) {
                Moments from = Moments.of(manager, poisoned, of(poisoned, count, c, classes));
                Moments to = Moments.of(manager, originals, of(originals, originals.rows(), c, classes));
                NDArray map = root(to.covariance(), false).matMul(root(from.covariance(), true));
                NDArray offset = to.mean().sub(map.matMul(from.mean()));
                maps[c] = map.toType(DataType.FLOAT32, false).toFloatArray();
                offsets[c] = offset.toType(DataType.FLOAT32, false).toFloatArray();
            }
        }
        return new CorrelationAlignment(channels, maps, offsets);
    }

    /** Rows of a class; all of them for a single map, or if the class has none. */
    private static int[] of(LabelledFeatures rows, int count, int number, int classes) {
        int[] own = IntStream.range(0, count)
                .filter(i -> classes == 1 || rows.label(i) == number)
                .toArray();
        return own.length > 0 ? own : IntStream.range(0, count).toArray();
    }

    /**
     * @param mean       (C, 1)
     * @param covariance (C, C), with a small ridge
     */
    private record Moments(NDArray mean, NDArray covariance) {
        static Moments of(NDManager manager, LabelledFeatures rows, int[] chosen) {
            int c = rows.shape().channels();
            NDArray sum = manager.zeros(new Shape(c, 1), DataType.FLOAT64);
            NDArray products = manager.zeros(new Shape(c, c), DataType.FLOAT64);
            long places = 0;
            for (int from = 0; from < chosen.length; from += AT_ONCE) {
                int[] batch = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + AT_ONCE));
                try (NDManager scope = NDManager.newBaseManager()) {
                    NDArray flat = NeighbourhoodRidge.places(rows.batch(scope, batch), 1);
                    places += flat.getShape().get(0);
                    sum.addi(flat.sum(new int[] {0}).reshape(c, 1).toType(DataType.FLOAT64, false));
                    products.addi(flat.transpose().matMul(flat).toType(DataType.FLOAT64, false));
                }
            }
            NDArray mean = Scalars.over(sum, places);
            NDArray covariance = Scalars.over(products, places).sub(mean.matMul(mean.transpose()));
            NDArray eye = manager.eye(c).toType(DataType.FLOAT64, false);
            double scale = covariance.mul(eye).sum().getDouble() / c;
            return new Moments(mean, covariance.add(Scalars.times(eye, Math.max(RIDGE * scale, 1e-9))));
        }
    }

    /** Square root of a symmetric positive matrix, or its inverse: the coupled Newton-Schulz iteration (Higham 2008, 6.8). */
    private static NDArray root(NDArray matrix, boolean inverse) {
        NDManager manager = matrix.getManager();
        long c = matrix.getShape().get(0);
        NDArray eye = manager.eye((int) c).toType(DataType.FLOAT64, false);
        double norm = Math.sqrt(matrix.square().sum().getDouble());
        NDArray y = Scalars.over(matrix, norm);
        NDArray z = eye;
        for (int i = 0; i < ROOT_STEPS; i++) {
            NDArray t = Scalars.times(Scalars.times(eye, 3).sub(z.matMul(y)), 0.5);
            y = y.matMul(t);
            z = t.matMul(z);
        }
        return inverse ? Scalars.over(z, Math.sqrt(norm)) : Scalars.times(y, Math.sqrt(norm));
    }

    /** @return (N, C, H, W), owned by the manager; negative values, which original features never have, are cut */
    NDArray apply(NDManager manager, NDArray rows, int[] labels) {
        Shape shape = rows.getShape();
        float[] map = new float[labels.length * channels * channels];
        float[] offset = new float[labels.length * channels];
        for (int i = 0; i < labels.length; i++) {
            int which = maps.length == 1 ? 0 : labels[i];
            System.arraycopy(maps[which], 0, map, i * channels * channels, channels * channels);
            System.arraycopy(offsets[which], 0, offset, i * channels, channels);
        }
        NDArray flat = rows.reshape(labels.length, channels, -1);
        flat.attach(manager);
        NDArray aligned = manager.create(map, new Shape(labels.length, channels, channels))
                .matMul(flat)
                .add(manager.create(offset, new Shape(labels.length, channels, 1)));
        return Scalars.atLeast(aligned, 0).reshape(shape);
    }
}
