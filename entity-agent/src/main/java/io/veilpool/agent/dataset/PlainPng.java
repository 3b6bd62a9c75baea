package io.veilpool.agent.dataset;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Writes 8-bit PNG without compression. The bytes depend on the pixels alone; those of a compressing writer also depend on the
 * version of the compressor.
 */
public final class PlainPng {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int LARGEST_STORED_BLOCK = 0xFFFF;

    private PlainPng() {}

    /**
     * @param channels 1 (grey) or 3 (RGB)
     * @param pixels   C x H x W unsigned bytes
     */
    public static byte[] encode(int channels, int height, int width, byte[] pixels) {
        if (channels != 1 && channels != 3 || pixels.length != channels * height * width) {
            throw new IllegalArgumentException("%d values do not make %d x %d x %d, or channels are not 1 or 3"
                    .formatted(pixels.length, channels, height, width));
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream(pixels.length + height + 128);
        try (DataOutputStream out = new DataOutputStream(file)) {
            out.writeLong(SIGNATURE);
            chunk(out, "IHDR", header(channels, height, width));
            chunk(out, "IDAT", stored(rows(channels, height, width, pixels)));
            chunk(out, "IEND", new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return file.toByteArray();
    }

    private static byte[] header(int channels, int height, int width) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(13);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(width);
            out.writeInt(height);
            out.writeByte(8);
            out.writeByte(channels == 1 ? 0 : 2);
            out.write(new byte[3]); // deflate, the usual filters, not interlaced
        }
        return bytes.toByteArray();
    }

    private static byte[] rows(int channels, int height, int width, byte[] pixels) {
        byte[] rows = new byte[height * (1 + width * channels)];
        int plane = height * width;
        int at = 0;
        for (int y = 0; y < height; y++) {
            at++; // filter 0: none
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    rows[at++] = pixels[c * plane + y * width + x];
                }
            }
        }
        return rows;
    }

    private static byte[] stored(byte[] raw) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length + 64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(0x7801);
            for (int from = 0; from < raw.length; from += LARGEST_STORED_BLOCK) {
                int length = Math.min(LARGEST_STORED_BLOCK, raw.length - from);
                out.writeByte(from + length == raw.length ? 1 : 0);
                out.writeShort(Short.reverseBytes((short) length));
                out.writeShort(Short.reverseBytes((short) ~length));
                out.write(raw, from, length);
            }
            Adler32 checksum = new Adler32();
            checksum.update(raw);
            out.writeInt((int) checksum.getValue());
        }
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) checksum.getValue());
    }
}
