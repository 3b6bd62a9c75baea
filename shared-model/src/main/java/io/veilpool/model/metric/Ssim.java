package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.tensor.Scalars;

/**
 * Structural similarity, Wang et al. 2004, of images in [0, 1]: the mean over windows and channels of
 * {@code (2 mx my + C1)(2 sxy + C2) / ((mx^2 + my^2 + C1)(sx^2 + sy^2 + C2))}, with an 11 x 11 Gaussian window of
 * sigma 1.5 that stays inside the image, population covariance, {@code C1 = 0.01^2}, {@code C2 = 0.03^2}. Values lie
 * in [-1, 1]; 1 only for equal images; a photographic negative scores clearly below 0. Differentiable in both images.
 *
 * <p>Keeps no state and closes no argument. What it makes on the way is closed before it returns; the result belongs to
 * the manager of the second image array.
 */
public final class Ssim {
    /** Side of the window, in pixels: the least side of an image. */
    public static final int WINDOW = 11;

    private static final double SIGMA = 1.5;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;
    private static final double[] KERNEL = gaussian();

    private Ssim() {}

    /** What negative similarity counts. A negative is a full disclosure, so a loss must not reward it. */
    public enum Mode {
        /** As it is, in [-1, 1]. */
        RAW,
        /** {@code max(0, s)}: negatives count as dissimilar. */
        CLIP,
        /** {@code |s|}: negatives count as similar. */
        ABS
    }

    /**
     * How negative similarity counts, and where.
     *
     * @param perWindow whether the mode is applied to every window before the mean over an image's windows, instead of
     *     to that mean; windows of opposite sign then cannot cancel
     */
    public record Config(Mode mode, boolean perWindow) {
        /** {@code |s|} of each image. */
        public static final Config DEFAULT = new Config(Mode.ABS, false);
    }

    /**
     * Mean over images of {@link #perImage(Config, NDArray, NDArray)}.
     *
     * @param a (N, C, H, W) float32 or float64 in [0, 1], H and W at least 11
     * @param b same shape and type
     * @return scalar of the same type
     */
    public static NDArray mean(Config config, NDArray a, NDArray b) {
        try (NDArray images = perImage(config, a, b)) {
            return images.mean();
        }
    }

    /** Plain SSIM of each image, (N), in [-1, 1]; arguments as for {@link #mean}. */
    public static NDArray perImage(NDArray a, NDArray b) {
        return perImage(new Config(Mode.RAW, false), a, b);
    }

    /** SSIM of each image in the given mode, (N); arguments as for {@link #mean}. */
    public static NDArray perImage(Config config, NDArray a, NDArray b) {
        check(a, b);
        long n = a.getShape().get(0);
        try (NDManager scope = b.getManager().newSubManager(b.getDevice())) {
            NDArray windows = windows(scope, a, b).reshape(n, -1);
            NDArray judged = config.perWindow() ? apply(config.mode(), windows) : windows;
            NDArray means = judged.mean(new int[] {1});
            NDArray result = config.perWindow() ? means : apply(config.mode(), means);
            result.attach(b.getManager());
            return result;
        }
    }

    /**
     * Plain SSIM of each image and of its photographic negative.
     *
     * @param picture  (N), in [-1, 1]
     * @param negative (N), of {@code 1 - b}
     */
    public record WithNegative(NDArray picture, NDArray negative) {}

    /**
     * Both at little more than the price of one: variances of a negative are those of the picture, covariances only change their sign.
     * Arguments as for {@link #mean}; both results belong to the manager of the second image array.
     */
    public static WithNegative withNegative(NDArray a, NDArray b) {
        check(a, b);
        long n = a.getShape().get(0);
        try (NDManager scope = b.getManager().newSubManager(b.getDevice())) {
            Moments moments = Moments.of(scope, a, b);
            NDArray picture = moments.windows().reshape(n, -1).mean(new int[] {1});
            NDArray negative = moments.ofNegative().windows().reshape(n, -1).mean(new int[] {1});
            picture.attach(b.getManager());
            negative.attach(b.getManager());
            return new WithNegative(picture, negative);
        }
    }

    /**
     * Of each image, means over windows.
     *
     * @param ssim     (N), in [-1, 1]
     * @param contrast (N), contrast and structure alone, {@code (2 sxy + C2) / (sx^2 + sy^2 + C2)}, in [-1, 1]
     */
    record Factors(NDArray ssim, NDArray contrast) {}

    /** Arguments as for {@link #mean}; both results belong to the manager of the second image array. */
    static Factors factors(NDArray a, NDArray b) {
        check(a, b);
        long n = a.getShape().get(0);
        try (NDManager scope = b.getManager().newSubManager(b.getDevice())) {
            Moments moments = Moments.of(scope, a, b);
            NDArray ssim = moments.windows().reshape(n, -1).mean(new int[] {1});
            NDArray contrast = moments.contrast().reshape(n, -1).mean(new int[] {1});
            ssim.attach(b.getManager());
            contrast.attach(b.getManager());
            return new Factors(ssim, contrast);
        }
    }

    /** SSIM of every window, (N * C, W - 10, H - 10). */
    private static NDArray windows(NDManager scope, NDArray a, NDArray b) {
        return Moments.of(scope, a, b).windows();
    }

    /**
     * Of every window.
     *
     * @param product    mx my
     * @param squares    mx^2 + my^2
     * @param variances  sx^2 + sy^2
     */
    private record Moments(
            NDArray meanX, NDArray meanY, NDArray product, NDArray squares, NDArray covariance, NDArray variances) {
        static Moments of(NDManager scope, NDArray a, NDArray b) {
            NDArray x = a.reshape(a.getShape());
            x.attach(scope);
            NDArray y = b.reshape(b.getShape());
            y.attach(scope);
            NDArray acrossRows = band(scope, a.getShape().get(3), a.getDataType());
            NDArray acrossColumns = band(scope, a.getShape().get(2), a.getDataType());
            NDArray mx = blur(x, acrossRows, acrossColumns);
            NDArray my = blur(y, acrossRows, acrossColumns);
            // Only the sum of the two variances is needed, so four blurred maps do, not five.
            NDArray squares = blur(x.square().add(y.square()), acrossRows, acrossColumns);
            NDArray product = blur(x.mul(y), acrossRows, acrossColumns);
            NDArray meanProduct = mx.mul(my);
            NDArray meanSquares = mx.square().add(my.square());
            return new Moments(mx, my, meanProduct, meanSquares, product.sub(meanProduct), squares.sub(meanSquares));
        }

        /** With 1 - y in the place of y. */
        Moments ofNegative() {
            return new Moments(
                    meanX,
                    meanY.neg().add(1),
                    meanX.sub(product),
                    squares.sub(Scalars.times(meanY, 2)).add(1),
                    covariance.neg(),
                    variances);
        }

        NDArray contrast() {
            return Scalars.times(covariance, 2).add(C2).div(variances.add(C2));
        }

        NDArray windows() {
            NDArray numerator = Scalars.times(product, 2)
                    .add(C1)
                    .mul(Scalars.times(covariance, 2).add(C2));
            NDArray denominator = squares.add(C1).mul(variances.add(C2));
            return numerator.div(denominator);
        }
    }

    /**
     * The window is separable: one matrix product along the rows, one along the columns. On a CPU this takes half the
     * time of a depthwise 11 x 11 convolution, which matters because it runs in every training step.
     *
     * @return (N * C, W - 10, H - 10): transposed, which no mean over windows notices
     */
    private static NDArray blur(NDArray image, NDArray acrossRows, NDArray acrossColumns) {
        Shape shape = image.getShape();
        long planes = shape.get(0) * shape.get(1);
        long height = shape.get(2);
        long width = shape.get(3);
        long outWidth = width - WINDOW + 1;
        NDArray rows = image.reshape(planes * height, width).matMul(acrossRows).reshape(planes, height, outWidth);
        return rows.transpose(0, 2, 1).reshape(planes * outWidth, height).matMul(acrossColumns);
    }

    /** Matrix (side, side - 10) whose columns are the one-dimensional window at each of its places. */
    private static NDArray band(NDManager manager, long side, DataType type) {
        int rows = Math.toIntExact(side);
        int columns = rows - WINDOW + 1;
        double[] band = new double[rows * columns];
        for (int column = 0; column < columns; column++) {
            for (int i = 0; i < WINDOW; i++) {
                band[(column + i) * columns + column] = KERNEL[i];
            }
        }
        Shape shape = new Shape(rows, columns);
        if (type == DataType.FLOAT64) {
            return Scalars.owned(manager.create(band, shape));
        }
        float[] single = new float[band.length];
        for (int i = 0; i < band.length; i++) {
            single[i] = (float) band[i];
        }
        return Scalars.owned(manager.create(single, shape));
    }

    private static NDArray apply(Mode mode, NDArray values) {
        return switch (mode) {
            case RAW -> values;
            case CLIP -> Scalars.atLeast(values, 0);
            case ABS -> values.abs();
        };
    }

    /** One axis of the window, which is separable; sums to 1. */
    private static double[] gaussian() {
        double[] kernel = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            double offset = i - (WINDOW - 1) / 2.0;
            kernel[i] = Math.exp(-offset * offset / (2 * SIGMA * SIGMA));
            sum += kernel[i];
        }
        for (int i = 0; i < WINDOW; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }

    private static void check(NDArray a, NDArray b) {
        ImagePairs.check(a, b);
        Shape shape = a.getShape();
        if (shape.get(2) < WINDOW || shape.get(3) < WINDOW) {
            throw new IllegalArgumentException("SSIM needs images of at least " + WINDOW + " x " + WINDOW
                    + " pixels, got " + shape.get(2) + " x " + shape.get(3) + "; enlarge the images");
        }
    }
}
