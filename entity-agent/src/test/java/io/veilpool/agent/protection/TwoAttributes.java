package io.veilpool.agent.protection;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.opponent.InverterSpec;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Grey pictures of 16 x 16 pixels: stripes across or down are the label, the side of a bright bar is the sensitive value. */
public record TwoAttributes(LabelledImages images, int[] sensitive) {
    public static final AttributeColumn SIDE = new AttributeColumn("side", List.of("left", "right"));
    public static final ImageSpec IMAGE = new ImageSpec(1, 16, 16);
    public static final Architecture BACKBONE = Backbones.named("small-resnet-16", IMAGE, 2);
    public static final PreTrainingConfig CLASSIFIER = new PreTrainingConfig(40, 32, 0.05, 5e-4, 1, 1, 1);
    /** Small enough for a test. */
    public static final InverterSpec INVERTER = new InverterSpec(24, 0);

    public static TwoAttributes of(int count, long seed) {
        Random random = new Random(seed);
        byte[][] pixels = new byte[count][IMAGE.values()];
        int[] labels = new int[count];
        int[] sensitive = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(2);
            sensitive[i] = random.nextInt(2);
            double phase = 2 * Math.PI * random.nextDouble();
            int top = random.nextInt(10);
            for (int p = 0; p < 256; p++) {
                int x = p % 16;
                int y = p / 16;
                double wave = 40 * Math.sin(0.9 * (labels[i] == 0 ? x : y) + phase);
                boolean bar = y >= top && y < top + 6 && (sensitive[i] == 0 ? x < 5 : x > 10);
                pixels[i][p] = (byte) Math.clamp(Math.round(90 + wave + (bar ? 100 : 0)), 0, 255);
            }
        }
        return new TwoAttributes(
                LabelledImages.of(IMAGE, pixels, labels).withSensitive(List.of(SIDE), new int[][] {sensitive}),
                sensitive);
    }

    /** What a network's first part makes of the images. */
    public OriginalFeatures features(Network whole, HookPoint hook) {
        int[] all = IntStream.range(0, images.size()).toArray();
        try (Network featurizer = whole.part(Backbones.split(BACKBONE, hook).featurizer());
                var manager = ai.djl.ndarray.NDManager.newBaseManager()) {
            FeatureRows.Builder rows =
                    new FeatureRows.Builder(featurizer.architecture().output(), ElementType.F32, all.length);
            rows.append(featurizer.forward(images.batch(manager, all), false), labels());
            return OriginalFeatures.of(rows.build());
        }
    }

    public int[] labels() {
        return IntStream.range(0, images.size()).map(images::label).toArray();
    }

    /** Part of the images that a whole network decides rightly. */
    public double accuracy(Network whole) {
        int[] all = IntStream.range(0, images.size()).toArray();
        try (var manager = ai.djl.ndarray.NDManager.newBaseManager()) {
            long[] decided =
                    whole.forward(images.batch(manager, all), false).argMax(1).toLongArray();
            return IntStream.of(all).filter(i -> decided[i] == images.label(i)).count() / (double) all.length;
        }
    }
}
