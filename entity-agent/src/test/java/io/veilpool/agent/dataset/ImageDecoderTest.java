package io.veilpool.agent.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {
    private final ImageDecoder decoder = new ImageDecoder(ReadingLimits.defaults());

    @Test
    void readsLosslessFormatsToTheSamePixels() throws Exception {
        BufferedImage picture = SampleFiles.picture(9, 7, BufferedImage.TYPE_INT_RGB, 1);
        Pixels png = decoder.decode(SampleFiles.file("png", picture));
        Pixels bmp =
                decoder.decode(SampleFiles.file("bmp", SampleFiles.picture(9, 7, BufferedImage.TYPE_3BYTE_BGR, 1)));
        assertThat(png.channels()).isEqualTo(3);
        assertThat(png.height()).isEqualTo(7);
        assertThat(png.width()).isEqualTo(9);
        assertThat(bmp.values()).isEqualTo(png.values());
        for (int c = 0; c < 3; c++) {
            int expected = picture.getRGB(4, 2) >> 16 - 8 * c & 0xFF;
            assertThat(png.values()[c * 63 + 2 * 9 + 4] & 0xFF).isEqualTo(expected);
        }
    }

    @Test
    void readsJpegNearlyAsItWas() throws Exception {
        BufferedImage even = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            even.setRGB(i % 16, i / 16, 0x6432C8);
        }
        Pixels jpeg = decoder.decode(SampleFiles.file("jpg", even));
        for (int i = 0; i < 256; i++) {
            assertThat(jpeg.values()[i] & 0xFF).isBetween(97, 103); // 8-bit quantisation of an even block
            assertThat(jpeg.values()[512 + i] & 0xFF).isBetween(197, 203);
        }
    }

    @Test
    void readsWebp() throws Exception {
        Pixels webp = decoder.decode(SampleFiles.webp(5, 3, 10, 20, 30));
        assertThat(webp.height()).isEqualTo(3);
        assertThat(webp.width()).isEqualTo(5);
        assertThat(Arrays.copyOfRange(webp.values(), 0, 15)).containsOnly(10);
        assertThat(Arrays.copyOfRange(webp.values(), 15, 30)).containsOnly(20);
        assertThat(Arrays.copyOfRange(webp.values(), 30, 45)).containsOnly(30);
    }

    @Test
    void keepsGreySamplesAsStored() throws Exception {
        BufferedImage grey = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 100, 255});
        assertThat(decoder.decode(SampleFiles.file("png", grey)))
                .satisfies(pixels -> assertThat(pixels.channels()).isEqualTo(1))
                .satisfies(pixels -> assertThat(pixels.values()).containsExactly(0, 100, (byte) 255));
    }

    @Test
    void keepsTheUpperHalfOf16BitSamples() throws Exception {
        BufferedImage deep = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 0x64FF, 0xFFFF});
        assertThat(decoder.decode(SampleFiles.file("png", deep)).values()).containsExactly(0, 0x64, (byte) 255);
    }

    @Test
    void laysTransparentPixelsOverWhite() throws Exception {
        BufferedImage clear = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(0, 0, 0x00102030);
        clear.setRGB(1, 0, 0x80000000);
        clear.setRGB(2, 0, 0xFF102030);
        byte[] values = decoder.decode(SampleFiles.file("png", clear)).values();
        // (0 * 128 + 255 * 127 + 127) / 255 = 127
        assertThat(values).containsExactly((byte) 255, 127, 0x10, (byte) 255, 127, 0x20, (byte) 255, 127, 0x30);
    }

    @Test
    void resolvesPalettesAndKnowsGreyOnes() throws Exception {
        BufferedImage palette = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_INDEXED);
        palette.setRGB(0, 0, Color.RED.getRGB());
        Pixels gif = decoder.decode(SampleFiles.file("gif", palette));
        assertThat(gif.channels()).isEqualTo(3);
        assertThat(gif.values()[0]).isEqualTo((byte) 255);
        assertThat(gif.values()[16]).isZero();

        BufferedImage bits = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(1, 0, Color.WHITE.getRGB());
        Pixels grey = decoder.decode(SampleFiles.file("png", bits));
        assertThat(grey.channels()).isEqualTo(1);
        assertThat(Arrays.copyOf(grey.values(), 3)).containsExactly(0, (byte) 255, 0);
    }

    @Test
    void convertsCmykWithAndWithoutAdobesMark() throws Exception {
        byte[] plain = cmykJpeg(0, 255, 255, 0); // full magenta and yellow: red
        byte[] adobe = withAdobeMark(cmykJpeg(255, 0, 0, 255)); // the same, stored inverted
        for (byte[] file : new byte[][] {plain, adobe}) {
            Pixels pixels = decoder.decode(file);
            assertThat(pixels.channels()).isEqualTo(3);
            assertThat(pixels.values()[0] & 0xFF).isGreaterThan(250);
            assertThat(pixels.values()[64] & 0xFF).isLessThan(5);
            assertThat(pixels.values()[128] & 0xFF).isLessThan(5);
        }
    }

    private static byte[] cmykJpeg(int... ink) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(0, 8, 8, 4, null);
        for (int i = 0; i < 64; i++) {
            raster.setPixel(i % 8, i / 8, ink);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), null);
        }
        writer.dispose();
        return file.toByteArray();
    }

    private static byte[] withAdobeMark(byte[] jpeg) {
        byte[] mark = {(byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
        byte[] marked = Arrays.copyOf(jpeg, jpeg.length + mark.length);
        System.arraycopy(mark, 0, marked, 2, mark.length);
        System.arraycopy(jpeg, 2, marked, 2 + mark.length, jpeg.length - 2);
        return marked;
    }

    @Test
    void refusesASizeBeyondTheLimitBeforeDecoding() {
        assertThatThrownBy(() -> decoder.decode(SampleFiles.claiming(60_000, 60_000)))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessage("claims 60000 x 60000 pixels, limit 50,000,000 pixels; scale it down");
        assertThatThrownBy(() -> decoder.decode(SampleFiles.claiming(0, 5))).hasMessage("claims 0 x 5 pixels");
        assertThatThrownBy(() -> decoder.decode(SampleFiles.claiming(-5, 5))).hasMessage("claims -5 x 5 pixels");
    }

    @Test
    void refusesEmptyFilesAndOtherContent() {
        assertThatThrownBy(() -> decoder.decode(new byte[0])).hasMessage("is empty (0 bytes)");
        assertThatThrownBy(() -> decoder.decode(
                        "just text, whatever its name says".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessageContaining("not a PNG, JPEG, BMP, GIF or WebP image by its content");
        assertThatThrownBy(() -> decoder.decode(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF}))
                .isInstanceOf(UnreadableImageException.class);
    }

    @Test
    void noticesEveryFileThatIsCutOff() throws Exception {
        for (Map.Entry<String, byte[]> file : everyFormat().entrySet()) {
            for (int percent : new int[] {1, 10, 30, 50, 70, 90}) {
                byte[] cut = Arrays.copyOf(file.getValue(), file.getValue().length * percent / 100);
                assertThatThrownBy(() -> decoder.decode(cut))
                        .as("%s cut to %d %%", file.getKey(), percent)
                        .isInstanceOf(UnreadableImageException.class);
            }
        }
    }

    @Test
    void answersDamageWithPixelsOrWithOneKindOfException() throws Exception {
        Random random = new Random(5);
        int refused = 0;
        ReadingLimits small = new ReadingLimits(10, 100_000, 20_000, 1_000_000, 200, 1_000_000, 1);
        ImageDecoder decoder = new ImageDecoder(small);
        for (Map.Entry<String, byte[]> file : everyFormat().entrySet()) {
            for (int round = 0; round < 60; round++) {
                byte[] damaged = file.getValue().clone();
                for (int k = 0; k < 3; k++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                try {
                    Pixels pixels = decoder.decode(damaged);
                    assertThat(pixels.values()).hasSize(pixels.channels() * pixels.height() * pixels.width());
                } catch (UnreadableImageException expected) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(40);
        assertThat(decoder.decode(SampleFiles.png(4, 4, 1)).width()).isEqualTo(4);
    }

    private static Map<String, byte[]> everyFormat() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String format : new String[] {"png", "jpg", "gif", "bmp"}) {
            BufferedImage noise = new BufferedImage(32, 32, BufferedImage.TYPE_3BYTE_BGR);
            Random random = new Random(3);
            for (int i = 0; i < 1024; i++) {
                noise.setRGB(i % 32, i / 32, random.nextInt());
            }
            files.put(format, SampleFiles.file(format, noise));
        }
        files.put("webp", SampleFiles.webp(40, 40, 1, 2, 3));
        return files;
    }
}
