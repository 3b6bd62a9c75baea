package io.veilpool.agent.dataset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Image files and zips made for tests, good and bad ones. */
final class SampleFiles {
    private static final int DIRECTORY_ENTRY = 0x02014b50;
    private static final int LOCAL_ENTRY = 0x04034b50;

    private SampleFiles() {}

    /** Smooth, with a different look for each seed. */
    static BufferedImage picture(int width, int height, int type, long seed) {
        Random random = new Random(seed);
        int red = random.nextInt(256);
        int green = random.nextInt(256);
        int blue = random.nextInt(256);
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = (red + 3 * x & 0xFF) << 16 | (green + 5 * y & 0xFF) << 8 | (blue + x + y & 0xFF);
                image.setRGB(x, y, 0xFF000000 | rgb);
            }
        }
        return image;
    }

    static byte[] file(String format, BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("no writer for " + format);
        }
        return out.toByteArray();
    }

    static byte[] png(int width, int height, long seed) throws IOException {
        return file("png", picture(width, height, BufferedImage.TYPE_INT_RGB, seed));
    }

    /** A lossless WebP of one colour: five prefix codes of one symbol each, so the pixels take no bits. */
    static byte[] webp(int width, int height, int red, int green, int blue) {
        Bits bits = new Bits();
        bits.add(0x2F, 8);
        bits.add(width - 1, 14);
        bits.add(height - 1, 14);
        bits.add(0, 1 + 3); // no alpha, version 0
        bits.add(0, 3); // no transform, no colour cache, no meta prefix codes
        for (int symbol : new int[] {green, red, blue, 255, 0}) {
            bits.add(1, 1); // simple code
            bits.add(0, 1); // one symbol
            bits.add(1, 1); // of 8 bits
            bits.add(symbol, 8);
        }
        byte[] content = bits.bytes();
        ByteBuffer file =
                ByteBuffer.allocate(20 + content.length + content.length % 2).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(file.capacity() - 8);
        file.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(content.length);
        file.put(content);
        return file.array();
    }

    /** A PNG whose header claims a size, with a right checksum, and that holds next to nothing. */
    static byte[] claiming(int width, int height) {
        ByteBuffer file = ByteBuffer.allocate(8 + 12 + 13 + 12);
        file.putLong(0x89504E470D0A1A0AL);
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 checksum = new CRC32();
        checksum.update(header);
        file.putInt(13).put(header).putInt((int) checksum.getValue());
        file.putInt(0).put("IEND".getBytes(StandardCharsets.US_ASCII)).putInt(0xAE426082);
        return file.array();
    }

    static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    static Path zip(Path target, Map<String, byte[]> files) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return target;
    }

    /** Changes a zip's bytes where every directory entry, and every local header, begins. */
    static void patch(Path zip, EntryChange directory, EntryChange local) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(zip)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 4 <= bytes.capacity(); at++) {
            if (bytes.getInt(at) == DIRECTORY_ENTRY) {
                directory.change(bytes, at);
            } else if (bytes.getInt(at) == LOCAL_ENTRY) {
                local.change(bytes, at);
            }
        }
        Files.write(zip, bytes.array());
    }

    interface EntryChange {
        void change(ByteBuffer zip, int at);
    }

    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int held;
        private int count;

        void add(int value, int bits) {
            for (int b = 0; b < bits; b++) {
                held |= (value >> b & 1) << count;
                if (++count == 8) {
                    out.write(held);
                    held = 0;
                    count = 0;
                }
            }
        }

        byte[] bytes() {
            out.write(held);
            return out.toByteArray();
        }
    }
}
