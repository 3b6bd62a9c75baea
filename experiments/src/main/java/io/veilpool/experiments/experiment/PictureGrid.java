package io.veilpool.experiments.experiment;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.PlainPng;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.model.protocol.ImageSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of pictures as one PNG, whose bytes depend on the pictures alone, with a text beside it that names the rows. */
public final class PictureGrid {
    private static final int MOST_SHOWN = 12;
    private static final int GAP = 2;
    private static final int WHITE = 255;

    private final ImageSpec spec;
    private final List<String> labels = new ArrayList<>();
    private final List<float[]> rows = new ArrayList<>();

    public PictureGrid(ImageSpec spec) {
        this.spec = spec;
    }

    /** The first images: the same for every seed, chosen by nobody. */
    public static int[] shown(LabelledImages images) {
        return IntStream.range(0, Math.min(MOST_SHOWN, images.size())).toArray();
    }

    /** @param images (n, C, H, W) in [0, 1], the same n in each row */
    public PictureGrid row(String label, NDArray images) {
        labels.add(label);
        rows.add(images.toFloatArray());
        return this;
    }

    /** Writes into the bench's folder of pictures. */
    void save(Bench bench, String figure, String variant) throws IOException {
        save(
                bench.pictures(),
                figure,
                bench.world().data().name(),
                bench.world().seed(),
                variant);
    }

    /** Writes the grid and the text beside it. */
    public void save(Path folder, String figure, String dataSet, long seed, String variant) throws IOException {
        String name = "%s-%s-seed%d-%s".formatted(figure, dataSet.replaceAll("[^A-Za-z0-9_-]", "_"), seed, variant);
        PrivateFiles.write(folder.resolve(name + ".png"), png());
        String text = "Rows of %s.png from above: %s%n".formatted(name, String.join("; ", labels));
        PrivateFiles.write(folder.resolve(name + ".txt"), text.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] png() {
        int columns = rows.getFirst().length / spec.values();
        int width = columns * (spec.width() + GAP) - GAP;
        int height = rows.size() * (spec.height() + GAP) - GAP;
        byte[] pixels = new byte[3 * height * width];
        Arrays.fill(pixels, (byte) WHITE);
        int plane = spec.height() * spec.width();
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < columns; c++) {
                for (int channel = 0; channel < 3; channel++) {
                    int from = c * spec.values() + Math.min(channel, spec.channels() - 1) * plane;
                    for (int p = 0; p < plane; p++) {
                        int y = r * (spec.height() + GAP) + p / spec.width();
                        int x = c * (spec.width() + GAP) + p % spec.width();
                        pixels[(channel * height + y) * width + x] =
                                (byte) Math.clamp(Math.round(rows.get(r)[from + p] * WHITE), 0, WHITE);
                    }
                }
            }
        }
        return PlainPng.encode(3, height, width, pixels);
    }
}
