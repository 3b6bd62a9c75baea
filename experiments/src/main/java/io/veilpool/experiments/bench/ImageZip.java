package io.veilpool.experiments.bench;

import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.ReadingLimits;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.ImageSpec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Images as JPEG files of quality 0.9 in a zip, as an entity may keep them.
 *
 * @param jpegBytes mean size of a file
 */
record ImageZip(Path file, ImageSpec spec, List<String> classes, double jpegBytes) {
    private static final float QUALITY = 0.9f;

    static ImageZip write(Path file, LabelledImages images, int classCount) throws IOException {
        List<String> classes =
                IntStream.range(0, classCount).mapToObj("class-%03d"::formatted).toList();
        long bytes = 0;
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            byte[] pixels = new byte[images.spec().values()];
            for (int i = 0; i < images.size(); i++) {
                images.pixels(i, pixels);
                byte[] jpeg = jpeg(pixels, images.spec());
                bytes += jpeg.length;
                zip.putNextEntry(new ZipEntry("%s/%06d.jpg".formatted(classes.get(images.label(i)), i)));
                zip.write(jpeg);
                zip.closeEntry();
            }
        }
        return new ImageZip(file, images.spec(), classes, bytes / (double) images.size());
    }

    private static byte[] jpeg(byte[] pixels, ImageSpec spec) throws IOException {
        int plane = spec.height() * spec.width();
        boolean grey = spec.channels() == 1;
        BufferedImage image = new BufferedImage(
                spec.width(), spec.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < plane; at++) {
            for (int c = 0; c < spec.channels(); c++) {
                image.getRaster().setSample(at % spec.width(), at / spec.width(), c, pixels[c * plane + at] & 0xff);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Reads and decodes all of them as an agent does. */
    double imagesPerSecond() throws UnusableImagesException {
        long began = System.nanoTime();
        LabelledImages read = ImageSet.read(file, spec, classes, ReadingLimits.defaults());
        return read.size() * 1e9 / (System.nanoTime() - began);
    }
}
