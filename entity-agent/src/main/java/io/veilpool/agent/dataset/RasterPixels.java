package io.veilpool.agent.dataset;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * Takes samples out of ImageIO's images as they are stored. {@code BufferedImage.getRGB} is no substitute: it brightens
 * grey images, because it converts them from a linear grey space.
 */
final class RasterPixels {
    private RasterPixels() {}

    /** Transparent pixels are laid over white; samples of more than 8 bits keep their upper 8. */
    static Pixels of(BufferedImage image) throws UnreadableImageException {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel palette) {
            return ofPalette(image.getRaster(), palette);
        }
        if (model instanceof ComponentColorModel && !model.isAlphaPremultiplied()) {
            int type = model.getColorSpace().getType();
            if (type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
                throw new UnreadableImageException("uses a colour space that is neither grey nor RGB");
            }
            return ofComponents(image.getRaster());
        }
        return ofRgb(image);
    }

    private static Pixels ofComponents(Raster raster) throws UnreadableImageException {
        int bands = raster.getNumBands();
        if (bands < 1 || bands > 4) {
            throw new UnreadableImageException("has " + bands + " channels, limit 4");
        }
        int channels = bands <= 2 ? 1 : 3;
        if (bands == channels
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && raster.getDataBuffer() instanceof DataBufferByte buffer
                && buffer.getNumBanks() == 1
                && raster.getSampleModelTranslateX() == 0
                && raster.getSampleModelTranslateY() == 0) {
            return ofBytes(raster, model, buffer, channels);
        }
        int height = raster.getHeight();
        int width = raster.getWidth();
        byte[] values = new byte[channels * height * width];
        int[] row = new int[bands * width];
        int[] bits = raster.getSampleModel().getSampleSize();
        boolean alpha = bands > channels;
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int opacity = alpha ? eightBits(row[x * bands + channels], bits[channels]) : 255;
                for (int c = 0; c < channels; c++) {
                    int sample = eightBits(row[x * bands + c], bits[c]);
                    values[(c * height + y) * width + x] = (byte) overWhite(sample, opacity);
                }
            }
        }
        return new Pixels(channels, height, width, values);
    }

    private static Pixels ofBytes(
            Raster raster, PixelInterleavedSampleModel model, DataBufferByte buffer, int channels) {
        int height = raster.getHeight();
        int width = raster.getWidth();
        byte[] data = buffer.getData();
        byte[] values = new byte[channels * height * width];
        int pixelStride = model.getPixelStride();
        int[] offsets = model.getBandOffsets();
        int target = 0;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                int source = buffer.getOffset() + offsets[c] + y * model.getScanlineStride();
                for (int x = 0; x < width; x++, source += pixelStride) {
                    values[target++] = data[source];
                }
            }
        }
        return new Pixels(channels, height, width, values);
    }

    private static Pixels ofPalette(Raster raster, IndexColorModel palette) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        boolean grey = true;
        for (int i = 0; i < colours.length; i++) {
            colours[i] = overWhite(colours[i]);
            grey &= (colours[i] >> 16 & 0xFF) == (colours[i] & 0xFF) && (colours[i] >> 8 & 0xFF) == (colours[i] & 0xFF);
        }
        Canvas canvas = new Canvas(grey ? 1 : 3, raster.getHeight(), raster.getWidth());
        int[] row = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, 0, row);
            for (int x = 0; x < row.length; x++) {
                // An index beyond the palette is a damaged file; decoders let it through.
                canvas.set(y, x, colours[Math.min(row[x], colours.length - 1)]);
            }
        }
        return canvas.pixels();
    }

    private static Pixels ofRgb(BufferedImage image) {
        Canvas canvas = new Canvas(3, image.getHeight(), image.getWidth());
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int x = 0; x < row.length; x++) {
                canvas.set(y, x, overWhite(row[x]));
            }
        }
        return canvas.pixels();
    }

    /**
     * CMYK as Adobe writes it into JPEG (0 is full ink), or YCCK, its transformed form.
     *
     * @param adobeTransform 2 for YCCK, 0 for CMYK, -1 when the file has no Adobe marker (then 255 is full ink)
     */
    static Pixels ofCmyk(Raster raster, int adobeTransform) throws UnreadableImageException {
        if (raster.getNumBands() != 4) {
            throw new UnreadableImageException("has " + raster.getNumBands() + " channels, expected 4 (CMYK)");
        }
        Canvas canvas = new Canvas(3, raster.getHeight(), raster.getWidth());
        int[] row = new int[4 * raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int x = 0; x < raster.getWidth(); x++) {
                canvas.set(y, x, cmyk(row, 4 * x, adobeTransform));
            }
        }
        return canvas.pixels();
    }

    private static int cmyk(int[] row, int at, int adobeTransform) {
        float c = row[at];
        float m = row[at + 1];
        float y = row[at + 2];
        int light = row[at + 3];
        if (adobeTransform == 2) { // JFIF conversion; gives inverted CMY, as Adobe stores it
            float luma = row[at];
            float blue = row[at + 1] - 128;
            float red = row[at + 2] - 128;
            c = luma + 1.402f * red;
            m = luma - 0.344136f * blue - 0.714136f * red;
            y = luma + 1.772f * blue;
        } else if (adobeTransform < 0) {
            c = 255 - c;
            m = 255 - m;
            y = 255 - y;
            light = 255 - light;
        }
        return inked(c, light) << 16 | inked(m, light) << 8 | inked(y, light);
    }

    private static int inked(float value, int light) {
        return Math.round(Math.clamp(value, 0f, 255f) * light / 255f);
    }

    private static int eightBits(int sample, int bits) {
        return bits >= 8 ? sample >>> (bits - 8) & 0xFF : sample * 255 / ((1 << bits) - 1);
    }

    private static int overWhite(int sample, int opacity) {
        return opacity == 255 ? sample : (sample * opacity + 255 * (255 - opacity) + 127) / 255;
    }

    private static int overWhite(int argb) {
        int opacity = argb >>> 24;
        return overWhite(argb >> 16 & 0xFF, opacity) << 16
                | overWhite(argb >> 8 & 0xFF, opacity) << 8
                | overWhite(argb & 0xFF, opacity);
    }

    private record Canvas(int channels, int height, int width, byte[] values) {
        Canvas(int channels, int height, int width) {
            this(channels, height, width, new byte[channels * height * width]);
        }

        void set(int y, int x, int rgb) {
            int plane = height * width;
            int at = y * width + x;
            if (channels == 1) {
                values[at] = (byte) rgb;
            } else {
                values[at] = (byte) (rgb >> 16);
                values[plane + at] = (byte) (rgb >> 8);
                values[2 * plane + at] = (byte) rgb;
            }
        }

        Pixels pixels() {
            return new Pixels(channels, height, width, values);
        }
    }
}
