package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.Scalars;
import java.util.SplittableRandom;

/**
 * Rows that are changed at random each time, in ways that a DPM may change them too: a 1 x 1 map beside the identity, noise, and channels
 * that are missing.
 */
final class DisturbedRows implements TrainingSet {
    private static final double MISSING = 0.1;

    private final TrainingSet rows;
    private final double strength;
    private final SplittableRandom random;

    /** @param strength greatest size of map and noise, relative to the features */
    DisturbedRows(TrainingSet rows, double strength, long seed) {
        this.rows = rows;
        this.strength = strength;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public FeatureShape shape() {
        return rows.shape();
    }

    @Override
    public ImageSpec image() {
        return rows.image();
    }

    @Override
    public NDArray images(NDManager manager, int[] index) {
        return rows.images(manager, index);
    }

    @Override
    public NDArray rows(NDManager manager, int[] index) {
        NDArray z = rows.rows(manager, index);
        Shape shape = z.getShape();
        int n = index.length;
        int c = rows.shape().channels();
        float scale = z.sub(z.mean()).square().mean().sqrt().getFloat();
        NDArray mixed = map(manager, c).matMul(z.reshape(n, c, -1)).reshape(shape);
        double noise = strength * scale * random.nextDouble();
        NDArray noisy =
                mixed.add(gaussian(manager, Math.toIntExact(z.size()), noise).reshape(shape));
        return Scalars.atLeast(noisy.mul(kept(manager, n * c).reshape(n, c, 1, 1)), 0);
    }

    private NDArray map(NDManager manager, int c) {
        double size = strength * random.nextDouble() / Math.sqrt(c);
        return gaussian(manager, c * c, size).reshape(1, c, c).add(manager.eye(c));
    }

    private NDArray gaussian(NDManager manager, int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return manager.create(values);
    }

    private NDArray kept(NDManager manager, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextDouble() < MISSING ? 0 : 1;
        }
        return manager.create(values);
    }
}
