package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.ImageSpec;

/**
 * The rule by which images of any size come to one size: scaled, keeping the aspect ratio, until they just fit (triangle
 * filter, widened when scaling down so that every source pixel counts), centred, and filled up by repeating the outermost
 * row or column. Colour becomes grey by ITU-R BT.601 luma; grey becomes colour by repeating the channel.
 */
final class Fitting {
    private Fitting() {}

    /** @return C x H x W unsigned bytes of {@code spec} */
    static byte[] fit(Pixels image, ImageSpec spec) {
        Pixels chosen = image.channels() == 3 && spec.channels() == 1 ? grey(image) : image;
        double scale = Math.min((double) spec.height() / chosen.height(), (double) spec.width() / chosen.width());
        int height = Math.clamp(Math.round(chosen.height() * scale), 1, spec.height());
        int width = Math.clamp(Math.round(chosen.width() * scale), 1, spec.width());
        Pixels scaled = height == chosen.height() && width == chosen.width() ? chosen : scale(chosen, height, width);
        byte[] values = height == spec.height() && width == spec.width()
                ? scaled.values()
                : pad(scaled, spec.height(), spec.width());
        return scaled.channels() == spec.channels() ? values : repeat(values, spec.channels());
    }

    private static Pixels grey(Pixels image) {
        int plane = image.height() * image.width();
        byte[] from = image.values();
        byte[] to = new byte[plane];
        for (int i = 0; i < plane; i++) {
            int luma = 299 * (from[i] & 0xFF) + 587 * (from[plane + i] & 0xFF) + 114 * (from[2 * plane + i] & 0xFF);
            to[i] = (byte) ((luma + 500) / 1000);
        }
        return new Pixels(1, image.height(), image.width(), to);
    }

    private static byte[] repeat(byte[] plane, int times) {
        byte[] values = new byte[plane.length * times];
        for (int c = 0; c < times; c++) {
            System.arraycopy(plane, 0, values, c * plane.length, plane.length);
        }
        return values;
    }

    private static byte[] pad(Pixels image, int height, int width) {
        byte[] values = new byte[image.channels() * height * width];
        int top = (height - image.height()) / 2;
        int left = (width - image.width()) / 2;
        int target = 0;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int sourceRow = Math.clamp(y - top, 0, image.height() - 1);
                int start = (c * image.height() + sourceRow) * image.width();
                for (int x = 0; x < width; x++) {
                    values[target++] = image.values()[start + Math.clamp(x - left, 0, image.width() - 1)];
                }
            }
        }
        return values;
    }

    private static Pixels scale(Pixels image, int height, int width) {
        Taps columns = Taps.of(image.width(), width);
        Taps rows = Taps.of(image.height(), height);
        float[] narrow = new float[image.height() * width];
        byte[] values = new byte[image.channels() * height * width];
        for (int c = 0; c < image.channels(); c++) {
            int plane = c * image.height() * image.width();
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < width; x++) {
                    float sum = 0;
                    for (int k = 0; k < columns.weights[x].length; k++) {
                        int source = plane + y * image.width() + columns.first[x] + k;
                        sum += columns.weights[x][k] * (image.values()[source] & 0xFF);
                    }
                    narrow[y * width + x] = sum;
                }
            }
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    float sum = 0;
                    for (int k = 0; k < rows.weights[y].length; k++) {
                        sum += rows.weights[y][k] * narrow[(rows.first[y] + k) * width + x];
                    }
                    values[(c * height + y) * width + x] = (byte) Math.clamp(Math.round(sum), 0, 255);
                }
            }
        }
        return new Pixels(image.channels(), height, width, values);
    }

    /** For each target position the first source position and the weights from there on, which sum to 1. */
    private record Taps(int[] first, float[][] weights) {
        static Taps of(int from, int to) {
            double ratio = (double) from / to;
            double reach = Math.max(1, ratio);
            int[] first = new int[to];
            float[][] weights = new float[to][];
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * ratio;
                int low = Math.max(0, (int) Math.floor(centre - reach));
                int high = Math.min(from, (int) Math.ceil(centre + reach));
                double[] raw = new double[high - low];
                double sum = 0;
                for (int k = 0; k < raw.length; k++) {
                    raw[k] = Math.max(0, 1 - Math.abs(low + k + 0.5 - centre) / reach);
                    sum += raw[k];
                }
                first[i] = low;
                weights[i] = new float[raw.length];
                for (int k = 0; k < raw.length; k++) {
                    weights[i][k] = (float) (raw[k] / sum);
                }
            }
            return new Taps(first, weights);
        }
    }
}
