package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import io.veilpool.model.tensor.Scalars;

/**
 * Multi-scale structural similarity, Wang, Simoncelli and Bovik 2003, of images in [0, 1]:
 * {@code cs_1^w1 ... cs_(M-1)^w(M-1) ssim_M^wM}, where level j sees the image halved j - 1 times by 2 x 2 means, cs is
 * {@link Ssim}'s factor of contrast and structure and all are means over an image's windows. The weights are the paper's, of the
 * levels that there are, divided by their sum: an image has as many levels, at most five, as keep its sides at {@value Ssim#WINDOW}
 * pixels or more (three at 64 pixels, two at 32, one, which is plain SSIM, below 22).
 *
 * <p>Factors below {@value #LEAST} count as that: a negative number has no such power, and at 0 its gradient has no bound. Values lie in
 * (0, 1], 1 only for equal images. Differentiable in both images. Keeps no state and closes no argument.
 */
public final class MsSsim {
    private static final double[] WEIGHTS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
    private static final double LEAST = 1e-4;

    private MsSsim() {}

    /** Levels that images of this size have, at least 1. */
    public static int levels(long height, long width) {
        int levels = 1;
        for (long side = Math.min(height, width) / 2; side >= Ssim.WINDOW && levels < WEIGHTS.length; side /= 2) {
            levels++;
        }
        return levels;
    }

    /**
     * MS-SSIM of each image.
     *
     * @param a (N, C, H, W) float32 or float64 in [0, 1], H and W at least 11
     * @param b same shape and type; its manager owns the result
     * @return (N), in (0, 1]
     */
    public static NDArray perImage(NDArray a, NDArray b) {
        ImagePairs.check(a, b);
        int levels = levels(a.getShape().get(2), a.getShape().get(3));
        try (NDManager scope = b.getManager().newSubManager(b.getDevice())) {
            NDArray x = a.reshape(a.getShape());
            x.attach(scope);
            NDArray y = b.reshape(b.getShape());
            y.attach(scope);
            NDArray logarithm = weighed(Ssim.factors(x, y), 0, levels);
            for (int level = 1; level < levels; level++) {
                x = halved(x);
                y = halved(y);
                logarithm = logarithm.add(weighed(Ssim.factors(x, y), level, levels));
            }
            NDArray result = logarithm.exp();
            result.attach(b.getManager());
            return result;
        }
    }

    /** Mean over images of {@link #perImage}; a scalar. */
    public static NDArray mean(NDArray a, NDArray b) {
        try (NDArray images = perImage(a, b)) {
            return images.mean();
        }
    }

    private static NDArray weighed(Ssim.Factors factors, int level, int levels) {
        double sum = 0;
        for (int i = 0; i < levels; i++) {
            sum += WEIGHTS[i];
        }
        NDArray factor = level == levels - 1 ? factors.ssim() : factors.contrast();
        return Scalars.times(Scalars.atLeast(factor, LEAST).log(), WEIGHTS[level] / sum);
    }

    private static NDArray halved(NDArray image) {
        return Pool.avgPool2d(image, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false, false);
    }
}
