package io.veilpool.pages;

import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ShardEntry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** What an agent shows before it publishes, with painted squares for originals. */
final class SamplePreview {
    private SamplePreview() {}

    static LeakageDocument document() {
        return LeakageDocument.preview(SampleReports.balanced(), departure(), pictures());
    }

    static Departure departure() {
        return new Departure(
                new ContributionManifest(
                        1,
                        SampleReports.COLLABORATION,
                        2,
                        "e1",
                        "5f2b".repeat(16),
                        "c0de".repeat(16),
                        1,
                        new FeatureShape(64, 8, 8),
                        "F16",
                        1350,
                        List.of(600, 450, 300),
                        List.of(
                                new ShardEntry("aa".repeat(32), 8_000_000, 1_000),
                                new ShardEntry("bb".repeat(32), 2_800_123, 350)),
                        "ab".repeat(32)),
                "dd".repeat(32),
                List.of("airplane", "bird", "<i>cat</i>"),
                4);
    }

    static LocalPictures pictures() {
        return new LocalPictures(600, pairs(6, .7), pairs(6, .24));
    }

    private static List<LocalPictures.Pair> pairs(int count, double index) {
        return IntStream.range(0, count)
                .mapToObj(i -> LocalPictures.Pair.of(
                        i == 0 ? "<i>cat</i>" : "bird", index - i * .01, png(0x3366cc + i * 9), png(0x808080 + i * 9)))
                .toList();
    }

    static byte[] png(int colour) {
        BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 64; p++) {
            picture.setRGB(p % 8, p / 8, colour + 257 * p);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
