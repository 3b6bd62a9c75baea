package io.veilpool.agent.dataset;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Turns the bytes of a file into pixels. Keeps one ImageIO reader per format, so it belongs to one thread. Colour profiles
 * and rotation tags are not applied; of several frames the first is taken.
 */
final class ImageDecoder implements AutoCloseable {
    private final ReadingLimits limits;
    private final Map<ImageHeader.Format, ImageReader> readers = new EnumMap<>(ImageHeader.Format.class);
    private String warning = "";

    static {
        ImageIO.setUseCache(false);
    }

    ImageDecoder(ReadingLimits limits) {
        this.limits = limits;
    }

    Pixels decode(byte[] file) throws UnreadableImageException {
        ImageHeader header = ImageHeader.parse(file);
        requireSize(header.width(), header.height(), limits);
        ImageReader reader = reader(header.format());
        warning = "";
        try {
            reader.setInput(new ArrayInput(file), true, true);
            requireSize(reader.getWidth(0), reader.getHeight(0), limits);
            Pixels pixels;
            if (header.colour() == ImageHeader.Colour.CMYK) {
                Raster raster = reader.readRaster(0, null);
                pixels = RasterPixels.ofCmyk(raster, header.adobeTransform());
            } else {
                BufferedImage image = reader.read(0);
                pixels = RasterPixels.of(image);
            }
            if (!warning.isEmpty()) {
                throw new UnreadableImageException("is damaged or cut off (" + header.format() + ")");
            }
            return pixels;
        } catch (IOException | RuntimeException e) {
            // Decoders answer damaged input with all kinds of unchecked exceptions, and may keep a broken state.
            readers.remove(header.format());
            reader.dispose();
            throw new UnreadableImageException("is damaged or cut off (" + header.format() + ")", e);
        } catch (OutOfMemoryError e) {
            // A few bytes of a compressed format can ask for huge tables, which the header does not show.
            throw new UnreadableImageException("needs more memory to decode than the heap has", e);
        }
    }

    static void requireSize(int width, int height, ReadingLimits limits) throws UnreadableImageException {
        long pixels = (long) width * height;
        if (pixels > limits.pixels()) {
            throw new UnreadableImageException(
                    "claims %d x %d pixels, limit %,d pixels; scale it down".formatted(width, height, limits.pixels()));
        }
    }

    /** libjpeg fills up what is missing and only warns; every other warning (metadata, profiles) is harmless. */
    private void noteWarning(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("premature") || lower.contains("corrupt") || lower.contains("truncated")) {
            warning = text;
        }
    }

    private ImageReader reader(ImageHeader.Format format) throws UnreadableImageException {
        ImageReader known = readers.get(format);
        if (known != null) {
            return known;
        }
        Iterator<ImageReader> found =
                ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT));
        if (!found.hasNext()) {
            throw new UnreadableImageException("is " + format + ", which this Java runtime cannot read");
        }
        ImageReader reader = found.next();
        reader.addIIOReadWarningListener((source, text) -> noteWarning(text));
        readers.put(format, reader);
        return reader;
    }

    @Override
    public void close() {
        readers.values().forEach(ImageReader::dispose);
        readers.clear();
    }

    /** ImageIO's own in-memory stream copies into blocks; this one reads the array. */
    private static final class ArrayInput extends ImageInputStreamImpl {
        private final byte[] bytes;

        ArrayInput(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            bitOffset = 0;
            return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            bitOffset = 0;
            int available = (int) Math.min(length, bytes.length - streamPos);
            if (available <= 0) {
                return length == 0 ? 0 : -1;
            }
            System.arraycopy(bytes, (int) streamPos, target, offset, available);
            streamPos += available;
            return available;
        }

        @Override
        public long length() {
            return bytes.length;
        }
    }
}
