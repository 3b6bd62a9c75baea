package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.tensor.Scalars;

/**
 * Peak signal-to-noise ratio of images in [0, 1], in dB: {@code 10 log10(1 / mean (a - b)^2)} of each image. Cut at 100 dB,
 * which equal images get, so that a mean over images stays finite. Keeps no state, closes no argument.
 */
public final class Psnr {
    /** The value of equal images, in dB. */
    public static final double GREATEST = 100;

    private static final double LEAST_ERROR = 1e-10;

    private Psnr() {}

    /**
     * PSNR of each image.
     *
     * @param a (N, C, H, W), floating
     * @param b same shape and type; its manager owns the result
     * @return (N), at most 100
     */
    public static NDArray perImage(NDArray a, NDArray b) {
        ImagePairs.check(a, b);
        try (NDManager scope = b.getManager().newSubManager(b.getDevice())) {
            NDArray difference = b.sub(a);
            difference.attach(scope);
            NDArray error = difference.square().reshape(a.getShape().get(0), -1).mean(new int[] {1});
            NDArray result = Scalars.times(Scalars.atLeast(error, LEAST_ERROR).log10(), -10);
            result.attach(b.getManager());
            return result;
        }
    }
}
