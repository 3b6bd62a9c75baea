package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.Scalars;

/**
 * Paints several pictures of each row, for rows that mix several images: every image of the row pulls at the picture that is nearest to
 * it, so that the pictures part company (multiple choice learning, Guzman-Rivera et al. 2012).
 */
final class SeparatingDecoder implements FeatureDecoder {
    /** Part of the loss that is shared by all pictures, so that none is left behind without images. */
    private static final float SHARED = 0.05f;

    private final ImageSpec image;
    private final int side;
    private final int pictures;
    private final Network linear;
    private final Network corrections;

    private SeparatingDecoder(ImageSpec image, int side, int pictures, Network linear, Network corrections) {
        this.image = image;
        this.side = side;
        this.pictures = pictures;
        this.linear = linear;
        this.corrections = corrections;
    }

    /** All pictures start at the best linear inverse and a random correction each. */
    static SeparatingDecoder fit(AttackDecoder.Size size, TrainingSet set, int pictures, long seed) {
        ImageSpec image = set.image();
        int side = AttackDecoder.side(set.shape(), image);
        Network linear = LinearInverse.fit(AttackDecoder.linear(set.shape(), image), side, set);
        Architecture corrections = AttackDecoder.correction(size, set.shape(), image, pictures);
        return new SeparatingDecoder(image, side, pictures, linear, Network.random(corrections, seed));
    }

    @Override
    public Network trained() {
        return corrections;
    }

    @Override
    public int pictures() {
        return pictures;
    }

    /** The mean of the pictures. */
    @Override
    public NDArray paint(NDArray features, boolean training) {
        return all(features, training).mean(new int[] {1});
    }

    @Override
    public NDArray loss(NDArray images, NDArray features) {
        NDArray distances = distances(images, all(features, true));
        NDArray nearest = distances.min(new int[] {1}).mean();
        return Scalars.times(nearest, 1 - SHARED).add(Scalars.times(distances.mean(), SHARED));
    }

    @Override
    public NDArray nearest(NDArray originals, NDArray features) {
        NDArray all = all(features, false).clip(0, 1);
        long n = all.getShape().get(0);
        NDArray chosen = distances(originals, all).argMin(1);
        NDArray first = originals.getManager().arange(0, n * pictures, pictures).toType(chosen.getDataType(), false);
        return all.reshape(n * pictures, image.channels(), image.height(), image.width())
                .get(chosen.add(first));
    }

    /** (N, pictures, C, H, W). */
    private NDArray all(NDArray features, boolean training) {
        NDArray base = linear.forward(features, false);
        NDArray squares = corrections.forward(features, training);
        Shape shape = base.getShape();
        long n = shape.get(0);
        NDArray each = squares.reshape(n, pictures, shape.get(1), shape.get(2), shape.get(3))
                .add(base.reshape(n, 1, shape.get(1), shape.get(2), shape.get(3)));
        NDArray painted = AttackDecoder.assembled(
                each.reshape(n * pictures, shape.get(1), shape.get(2), shape.get(3)), image, side);
        return painted.reshape(n, pictures, image.channels(), image.height(), image.width());
    }

    /** Mean absolute difference of every picture to its image, (N, pictures). */
    private NDArray distances(NDArray images, NDArray all) {
        long n = all.getShape().get(0);
        NDArray flat = all.reshape(n, pictures, -1);
        return flat.sub(images.reshape(n, 1, -1)).abs().mean(new int[] {2});
    }

    @Override
    public void close() {
        linear.close();
        corrections.close();
    }
}
