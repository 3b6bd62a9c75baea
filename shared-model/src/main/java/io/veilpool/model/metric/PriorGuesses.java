package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What can be said about an image without any features, from other images alone: the mean or median picture of all, or of
 * its class (labels travel with features, so an attacker knows the class). An attack that does no better reveals nothing.
 * Pixels are kept as multiples of 1/255. A class without images gets the picture of all.
 */
public final class PriorGuesses {
    private static final int LEVELS = 256;

    private final int channels;
    private final int height;
    private final int width;
    private final float[][] means;
    private final float[][] medians;

    private PriorGuesses(int channels, int height, int width, float[][] means, float[][] medians) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.means = means;
        this.medians = medians;
    }

    /** Which picture is guessed. */
    public enum Kind {
        MEAN,
        MEDIAN,
        CLASS_MEAN,
        CLASS_MEDIAN
    }

    /**
     * New array (n, C, H, W) float32 in [0, 1]: the guess at images of these classes, owned by the manager.
     *
     * @param labels class indices below the number of classes
     */
    public NDArray guess(NDManager manager, Kind kind, int[] labels) {
        int pixels = channels * height * width;
        float[] values = new float[labels.length * pixels];
        int all = means.length - 1;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= all) {
                throw new IllegalArgumentException("label " + labels[i] + " is not in [0, " + all + ")");
            }
            float[] picture = switch (kind) {
                case MEAN -> means[all];
                case MEDIAN -> medians[all];
                case CLASS_MEAN -> means[labels[i]];
                case CLASS_MEDIAN -> medians[labels[i]];
            };
            System.arraycopy(picture, 0, values, i * pixels, pixels);
        }
        return manager.create(values, new Shape(labels.length, channels, height, width));
    }

    /**
     * All four guesses at these images, read as attacks are read, in the order of {@link Kind}; over batches, concatenate each
     * kind and take {@link ImageReadings#bestGuess}.
     */
    public List<ImageReadings> readings(NDArray originals, int[] labels) {
        List<ImageReadings> readings = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            try (NDManager scope = originals.getManager().newSubManager(originals.getDevice())) {
                readings.add(ImageReadings.of(originals, guess(scope, kind, labels)));
            }
        }
        return List.copyOf(readings);
    }

    /** Collects images; not for use by two threads. */
    public static final class Builder {
        private final int channels;
        private final int height;
        private final int width;
        private final List<List<byte[]>> imagesOfClass = new ArrayList<>();

        public Builder(int channels, int height, int width, int classes) {
            this.channels = channels;
            this.height = height;
            this.width = width;
            for (int i = 0; i < classes; i++) {
                imagesOfClass.add(new ArrayList<>());
            }
        }

        /**
         * Adds images of known classes.
         *
         * @param images (N, C, H, W) float32 in [0, 1]; not closed
         * @param labels N class indices
         */
        public Builder add(NDArray images, int[] labels) {
            Shape expected = new Shape(labels.length, channels, height, width);
            if (!images.getShape().equals(expected) || images.getDataType() != DataType.FLOAT32) {
                throw new IllegalArgumentException(
                        "needs float32 images " + expected + ", got " + images.getDataType() + " " + images.getShape());
            }
            float[] values = images.toFloatArray();
            int pixels = channels * height * width;
            for (int i = 0; i < labels.length; i++) {
                byte[] image = new byte[pixels];
                for (int p = 0; p < pixels; p++) {
                    image[p] = (byte) Math.clamp(Math.round(values[i * pixels + p] * (LEVELS - 1)), 0, LEVELS - 1);
                }
                imagesOfClass.get(labels[i]).add(image);
            }
            return this;
        }

        /**
         * Means and medians of what was added.
         *
         * @throws IllegalStateException if no image was added
         */
        public PriorGuesses build() {
            List<byte[]> all = imagesOfClass.stream().flatMap(List::stream).toList();
            if (all.isEmpty()) {
                throw new IllegalStateException("a prior guess needs at least one image");
            }
            int classes = imagesOfClass.size();
            float[][] means = new float[classes + 1][];
            float[][] medians = new float[classes + 1][];
            means[classes] = mean(all);
            medians[classes] = median(all);
            for (int c = 0; c < classes; c++) {
                List<byte[]> images = imagesOfClass.get(c);
                means[c] = images.isEmpty() ? means[classes] : mean(images);
                medians[c] = images.isEmpty() ? medians[classes] : median(images);
            }
            return new PriorGuesses(channels, height, width, means, medians);
        }

        private static float[] mean(List<byte[]> images) {
            long[] sums = new long[images.getFirst().length];
            for (byte[] image : images) {
                for (int p = 0; p < sums.length; p++) {
                    sums[p] += Byte.toUnsignedInt(image[p]);
                }
            }
            float[] mean = new float[sums.length];
            for (int p = 0; p < sums.length; p++) {
                mean[p] = (float) (sums[p] / ((double) images.size() * (LEVELS - 1)));
            }
            return mean;
        }

        /** Lower median of every pixel, by counting. */
        private static float[] median(List<byte[]> images) {
            float[] median = new float[images.getFirst().length];
            int[] counts = new int[LEVELS];
            int half = (images.size() + 1) / 2;
            for (int p = 0; p < median.length; p++) {
                Arrays.fill(counts, 0);
                for (byte[] image : images) {
                    counts[Byte.toUnsignedInt(image[p])]++;
                }
                int level = 0;
                for (int seen = counts[0]; seen < half; seen += counts[level]) {
                    level++;
                }
                median[p] = level / (float) (LEVELS - 1);
            }
            return median;
        }
    }
}
