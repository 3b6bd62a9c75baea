package io.veilpool.agent.dataset;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Grey images and labels in two IDX files (MNIST's format), gzip packed or not. Classes are named by their numbers. */
final class IdxPair extends ImageSource {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;
    private static final int LARGEST_SIDE = 4096;

    private final int height;
    private final int width;
    private final byte[] pixels;
    private final byte[] labels;
    /** Positions in the file, sorted by class. */
    private final int[] order;

    private IdxPair(int height, int width, byte[] pixels, byte[] labels, ReadingLimits limits) {
        super(limits);
        this.height = height;
        this.width = width;
        this.pixels = pixels;
        this.labels = labels;
        this.order = IntStream.range(0, labels.length)
                .boxed()
                .sorted(Comparator.comparing(i -> Integer.toString(labels[i] & 0xFF)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    static IdxPair open(Path imageFile, Path labelFile, ReadingLimits limits) throws UnusableImagesException {
        byte[] labels = read(labelFile, limits, LABELS);
        int[] size = new int[3];
        byte[] pixels = read(imageFile, limits, IMAGES, size);
        if (size[0] != labels.length) {
            throw new UnusableImagesException("'%s' holds %,d images but '%s' %,d labels; they do not belong together"
                    .formatted(shown(imageFile), size[0], shown(labelFile), labels.length));
        }
        if (labels.length == 0) {
            throw new UnusableImagesException("'%s' holds no image".formatted(shown(imageFile)));
        }
        return new IdxPair(size[1], size[2], pixels, labels, limits);
    }

    private static byte[] read(Path file, ReadingLimits limits, int magic) throws UnusableImagesException {
        return read(file, limits, magic, new int[1]);
    }

    private static byte[] read(Path file, ReadingLimits limits, int magic, int[] size) throws UnusableImagesException {
        try (DataInputStream in = new DataInputStream(open(file))) {
            int found = in.readInt();
            if (found != magic) {
                throw new UnusableImagesException("'%s' begins with %08x, expected %08x: not the IDX file its name says"
                        .formatted(shown(file), found, magic));
            }
            long values = 1;
            for (int d = 0; d < size.length; d++) {
                size[d] = in.readInt();
                int limit = d == 0 ? limits.images() : LARGEST_SIDE;
                if (size[d] < 0 || size[d] > limit || d > 0 && size[d] == 0) {
                    throw new UnusableImagesException(
                            "'%s' claims %,d in dimension %d, limit %,d".formatted(shown(file), size[d], d + 1, limit));
                }
                values *= size[d];
            }
            if (values > Math.min(limits.decodedBytes(), Integer.MAX_VALUE - 16)) {
                throw new UnusableImagesException(
                        "'%s' claims %,d bytes of pixels, limit %,d; give a smaller set or more heap (-Xmx)"
                                .formatted(shown(file), values, limits.decodedBytes()));
            }
            byte[] bytes = in.readNBytes((int) values);
            if (bytes.length < values || in.read() >= 0) {
                throw new UnusableImagesException(
                        "'%s' does not hold the %,d bytes that its header claims: damaged or cut off"
                                .formatted(shown(file), values));
            }
            return bytes;
        } catch (EOFException | ZipException e) {
            throw new UnusableImagesException("'%s' is damaged or cut off; copy it again".formatted(shown(file)), e);
        } catch (IOException e) {
            throw new UnusableImagesException("'%s' cannot be read".formatted(shown(file)), e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        if (!shown(file).endsWith(".gz")) {
            return in;
        }
        try {
            return new GZIPInputStream(in, 1 << 16);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static String shown(Path file) {
        return FileNames.printable(String.valueOf(file.getFileName()));
    }

    @Override
    public int size() {
        return order.length;
    }

    @Override
    public String className(int i) {
        return Integer.toString(labels[order[i]] & 0xFF);
    }

    @Override
    public String name(int i) {
        return "%07d.png".formatted(order[i]);
    }

    @Override
    public int ignoredFiles() {
        return 0;
    }

    @Override
    public byte[] fileBytes(int i) {
        return PlainPng.encode(1, height, width, pixelsOf(i));
    }

    @Override
    ImageHeader header(int i) {
        return new ImageHeader(ImageHeader.Format.PNG, width, height, ImageHeader.Colour.GREY, -1);
    }

    @Override
    Pixels decode(int i, ImageDecoder decoder) {
        return new Pixels(1, height, width, pixelsOf(i));
    }

    private byte[] pixelsOf(int i) {
        int from = order[i] * width * height;
        return Arrays.copyOfRange(pixels, from, from + width * height);
    }

    @Override
    public void close() {}
}
