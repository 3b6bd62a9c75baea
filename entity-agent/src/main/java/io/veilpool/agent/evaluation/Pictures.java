package io.veilpool.agent.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.leakage.Attackers;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Pictures of the first test images for a local page; they never leave the entity. */
final class Pictures {
    private static final int SHOWN = 8;
    /** Enough for rows that mix images of a class, as rows of the whole set do. */
    private static final int POISONED = 250;

    private Pictures() {}

    static void write(EvaluationInputs inputs, OriginalFeatures features, Network reconstructor, Path folder)
            throws IOException {
        PrivateFiles.folder(folder);
        int[] shown = IntStream.range(0, Math.min(SHOWN, inputs.test().size())).toArray();
        ImageSpec spec = inputs.test().spec();
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray z = features.batch(scope, shown);
            save(inputs.test().batch(scope, shown), spec, folder, "original");
            save(reconstructor.forward(z, false), spec, folder, "reconstruction");
            PrivateDpm dpm = inputs.dpm();
            if (dpm != null) {
                OriginalFeatures first =
                        OriginalFeatures.of(features.values().slice(0, Math.min(POISONED, features.rows())));
                NDArray poisoned = dpm.poisonEach(first, ElementType.F32, 0).batch(scope, shown);
                save(reconstructor.forward(poisoned, false), spec, folder, "poisoned");
                Attackers attackers = inputs.attackers();
                if (attackers != null) {
                    save(attackers.insider(poisoned), spec, folder, "insider");
                }
            }
        }
    }

    private static void save(NDArray images, ImageSpec spec, Path folder, String name) throws IOException {
        float[] values = images.toFloatArray();
        int plane = spec.height() * spec.width();
        for (int i = 0; i < images.getShape().get(0); i++) {
            BufferedImage picture = new BufferedImage(spec.width(), spec.height(), BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < plane; p++) {
                int rgb = 0;
                for (int channel = 0; channel < 3; channel++) {
                    int from = i * spec.values() + Math.min(channel, spec.channels() - 1) * plane;
                    rgb = rgb << 8 | Math.clamp(Math.round(values[from + p] * 255), 0, 255);
                }
                picture.setRGB(p % spec.width(), p / spec.width(), rgb);
            }
            Path file = folder.resolve(name + "_" + i + ".png");
            if (!ImageIO.write(picture, "png", file.toFile())) {
                throw new IOException("this JDK has no PNG writer, which " + file.getFileName() + " needs");
            }
        }
    }
}
