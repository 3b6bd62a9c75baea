package io.veilpool.agent.leakage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.PlainPng;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.pages.LocalPictures;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures for the entity's own eyes: images that an insider rebuilt best, and some at the median, beside what it made of them. Figures
 * say how much leaks, pictures what.
 */
public final class InsiderPictures {
    private static final int WORST_IN = 100;
    private static final int MOST_WORST = 40;
    private static final int TYPICAL = 8;

    private InsiderPictures() {}

    /**
     * @param perImage         index of each of the first images under the insider, at least one ({@link LeakageFindings#insiderPerImage})
     * @param heldBack         images that were scored, and perhaps more
     * @param heldBackFeatures their original features, row by row
     * @param classes          names of the charter's classes
     */
    public static LocalPictures of(
            List<Double> perImage,
            PrivateDpm dpm,
            Attackers attackers,
            LabelledImages heldBack,
            OriginalFeatures heldBackFeatures,
            List<String> classes) {
        List<Integer> byIndex = IntStream.range(0, perImage.size())
                .boxed()
                .sorted(Comparator.comparing(perImage::get, Comparator.reverseOrder()))
                .toList();
        int worst = Math.min(MOST_WORST, Math.ceilDiv(byIndex.size(), WORST_IN));
        int typicalFrom = Math.clamp((byIndex.size() - TYPICAL) / 2, 0, byIndex.size());
        PoisonedFeatures rows = dpm.poisonEach(heldBackFeatures, ElementType.F32, attackers.seed());
        Painting painting = new Painting(perImage, attackers, heldBack, rows, classes);
        return new LocalPictures(
                perImage.size(),
                painting.of(byIndex.subList(0, worst)),
                painting.of(byIndex.subList(typicalFrom, Math.min(byIndex.size(), typicalFrom + TYPICAL))));
    }

    private record Painting(
            List<Double> perImage,
            Attackers attackers,
            LabelledImages images,
            PoisonedFeatures rows,
            List<String> classes) {
        List<LocalPictures.Pair> of(List<Integer> chosen) {
            int[] index = chosen.stream().mapToInt(Integer::intValue).toArray();
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray painted = attackers.insider(rows.batch(scope, index));
                float[] values = painted.toFloatArray();
                return IntStream.range(0, index.length)
                        .mapToObj(i -> pair(index[i], values, i))
                        .toList();
            }
        }

        private LocalPictures.Pair pair(int image, float[] painted, int place) {
            ImageSpec spec = images.spec();
            byte[] original = new byte[spec.values()];
            images.pixels(image, original);
            byte[] rebuilt = new byte[spec.values()];
            for (int p = 0; p < rebuilt.length; p++) {
                rebuilt[p] = (byte) Math.clamp(Math.round(painted[place * rebuilt.length + p] * 255), 0, 255);
            }
            return LocalPictures.Pair.of(
                    classes.get(images.label(image)), perImage.get(image), png(spec, original), png(spec, rebuilt));
        }

        private static byte[] png(ImageSpec spec, byte[] pixels) {
            return PlainPng.encode(spec.channels(), spec.height(), spec.width(), pixels);
        }
    }
}
