package io.veilpool.agent.dataset;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Format and size of an image by its first bytes, whatever its name says. Read before any decoder sees the file, so that a
 * small file that claims a huge image is refused unopened.
 *
 * @param adobeTransform JPEG only: colour transform of the Adobe marker (0, 1 or 2), -1 when there is none
 */
record ImageHeader(Format format, int width, int height, Colour colour, int adobeTransform) {
    enum Format {
        PNG,
        JPEG,
        GIF,
        BMP,
        WEBP
    }

    enum Colour {
        GREY,
        RGB,
        /** A table of colours, which may all be grey. */
        PALETTE,
        CMYK
    }

    private static final int PNG_START = 0x89504E47;
    private static final int RIFF = 0x52494646;
    private static final int WEBP_FORM = 0x57454250;

    static ImageHeader parse(byte[] file) throws UnreadableImageException {
        if (file.length == 0) {
            throw new UnreadableImageException("is empty (0 bytes)");
        }
        ByteBuffer in = ByteBuffer.wrap(file);
        try {
            ImageHeader header = parse(in);
            if (header.width < 1 || header.height < 1) {
                throw new UnreadableImageException("claims " + header.width + " x " + header.height + " pixels");
            }
            return header;
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new UnreadableImageException("ends within its header (" + file.length + " bytes)", e);
        }
    }

    private static ImageHeader parse(ByteBuffer in) throws UnreadableImageException {
        int first = in.limit() >= 4 ? in.getInt(0) : 0;
        if (first == PNG_START) {
            return png(in);
        }
        if (first >>> 8 == 0xFFD8FF) {
            return jpeg(in);
        }
        if (first == 0x47494638) {
            in.order(ByteOrder.LITTLE_ENDIAN);
            return of(Format.GIF, in.getShort(6) & 0xFFFF, in.getShort(8) & 0xFFFF, Colour.PALETTE);
        }
        if (first >>> 16 == 0x424D) {
            return bmp(in.order(ByteOrder.LITTLE_ENDIAN));
        }
        if (first == RIFF && in.getInt(8) == WEBP_FORM) {
            return webp(in);
        }
        throw new UnreadableImageException("is not a PNG, JPEG, BMP, GIF or WebP image by its content");
    }

    private static ImageHeader of(Format format, int width, int height, Colour colour) {
        return new ImageHeader(format, width, height, colour, -1);
    }

    private static ImageHeader png(ByteBuffer in) throws UnreadableImageException {
        if (in.getInt(4) != 0x0D0A1A0A || in.getInt(12) != 0x49484452) {
            throw new UnreadableImageException("has a damaged PNG header");
        }
        Colour colour = switch (in.get(25)) {
            case 0, 4 -> Colour.GREY;
            case 3 -> Colour.PALETTE;
            default -> Colour.RGB;
        };
        return of(Format.PNG, in.getInt(16), in.getInt(20), colour);
    }

    private static ImageHeader bmp(ByteBuffer in) {
        boolean core = in.getInt(14) == 12;
        int width = core ? in.getShort(18) & 0xFFFF : in.getInt(18);
        int height = core ? in.getShort(20) & 0xFFFF : Math.abs(in.getInt(22));
        int bits = in.getShort(core ? 24 : 28);
        return of(Format.BMP, width, height, bits <= 8 ? Colour.PALETTE : Colour.RGB);
    }

    private static ImageHeader webp(ByteBuffer in) throws UnreadableImageException {
        int chunk = in.getInt(12);
        in.order(ByteOrder.LITTLE_ENDIAN);
        return switch (chunk) {
            case 0x56503820 -> // "VP8 ": key frame, three bytes tag, three bytes start code
                of(Format.WEBP, in.getShort(26) & 0x3FFF, in.getShort(28) & 0x3FFF, Colour.RGB);
            case 0x5650384C -> { // "VP8L": signature byte, 14 bits width - 1, 14 bits height - 1
                int bits = in.getInt(21);
                yield of(Format.WEBP, (bits & 0x3FFF) + 1, (bits >>> 14 & 0x3FFF) + 1, Colour.RGB);
            }
            case 0x56503858 -> // "VP8X": 24 bits each, minus one
                of(Format.WEBP, (in.getInt(24) & 0xFFFFFF) + 1, (in.getInt(26) >>> 8) + 1, Colour.RGB);
            default -> throw new UnreadableImageException("has a damaged WebP header");
        };
    }

    private static ImageHeader jpeg(ByteBuffer in) throws UnreadableImageException {
        int adobe = -1;
        in.position(2);
        while (true) {
            if (in.get() != (byte) 0xFF) {
                throw new UnreadableImageException("has a damaged JPEG header");
            }
            int marker = in.get() & 0xFF;
            while (marker == 0xFF) {
                marker = in.get() & 0xFF;
            }
            if (marker == 0x01 || marker >= 0xD0 && marker <= 0xD7) {
                continue;
            }
            int start = in.position();
            int length = in.getShort() & 0xFFFF;
            if (marker == 0xD9 || marker == 0xDA || length < 2) {
                throw new UnreadableImageException("has a damaged JPEG header");
            }
            if (marker == 0xEE && length >= 14 && in.getInt(start + 2) == 0x41646F62) {
                adobe = in.get(start + 13) & 0xFF;
            }
            if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                int components = in.get(start + 7);
                Colour colour = components == 1 ? Colour.GREY : components == 4 ? Colour.CMYK : Colour.RGB;
                int height = in.getShort(start + 3) & 0xFFFF;
                return new ImageHeader(Format.JPEG, in.getShort(start + 5) & 0xFFFF, height, colour, adobe);
            }
            in.position(Math.min(start + length, in.limit()));
        }
    }
}
