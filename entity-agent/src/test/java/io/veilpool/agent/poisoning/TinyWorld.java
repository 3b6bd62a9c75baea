package io.veilpool.agent.poisoning;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.pretraining.PreTraining;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.agent.pretraining.PreTrainingResult;
import io.veilpool.model.architecture.DpmSpec;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleasedNetwork;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** A release trained in seconds on striped pictures of 16 x 16 pixels, whose class is the stripes' direction. Made once. */
public final class TinyWorld {
    public static final ImageSpec IMAGE = new ImageSpec(3, 16, 16);
    public static final int CLASSES = 3;
    private static final Charter CHARTER = new Charter(
            List.of("across", "down", "slanting"),
            IMAGE,
            "small-resnet-12",
            "conv2_1",
            "e1",
            List.of(new DpmFamily("BASIC", 1, 8, 4, 256)),
            new Thresholds(5, 0.2, 0.1, 1, 1, AttackEffort.NONE),
            new RowLimits(1, 100_000),
            List.of("F16"),
            PoisoningProfile.PAPER,
            Oversight.LEAST);
    private static final TinyWorld ONE = make();

    public final PublishedNetworks networks;
    public final LabelledImages images;
    public final OriginalFeatures features;
    public final LabelledImages validationImages;
    public final OriginalFeatures validation;
    public final LabelledImages publicImages;

    private TinyWorld(PublishedNetworks networks) {
        this.networks = networks;
        images = stripes(400, 1);
        validationImages = stripes(200, 2);
        publicImages = stripes(400, 3);
        features = FeatureCache.compute(networks, images, Progress.silent());
        validation = FeatureCache.compute(networks, validationImages, Progress.silent());
    }

    public static TinyWorld get() {
        return ONE;
    }

    public FeatureShape shape() {
        return features.shape();
    }

    private static TinyWorld make() {
        try {
            Path folder = Files.createTempDirectory("tiny-world");
            PreTrainingResult result = PreTraining.run(
                    new PreTrainingConfig(60, 32, 0.05, 5e-4, 250, 32, 5e-3),
                    CHARTER,
                    stripes(600, 4),
                    stripes(100, 5),
                    1,
                    folder,
                    Progress.silent());
            return new TinyWorld(open(
                    result.weights(),
                    result.featureShape(),
                    result.networks(),
                    result.weightsDigest(),
                    result.calibration()));
        } catch (IOException | ReleaseRefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublishedNetworks open(
            Path weights, FeatureShape shape, List<ReleasedNetwork> released, String digest, RowCalibration calibration)
            throws IOException, ReleaseRefusedException {
        ReleaseManifest manifest = new ReleaseManifest(
                1,
                new UUID(0, 1),
                1,
                ReleaseKind.NETWORK,
                "e1",
                CHARTER.hookPoint(),
                shape,
                released,
                digest,
                Files.size(weights),
                calibration,
                null,
                Instant.EPOCH);
        return PublishedNetworks.open(manifest, weights, CHARTER);
    }

    /** Another release for this world, as somebody publishes it; the caller closes it. */
    public static PublishedNetworks published(Path folder, Network featurizer, Network decider, Network reconstructor)
            throws IOException, ReleaseRefusedException {
        PublishedNetworks.Written written =
                PublishedNetworks.write(folder.resolve("other.safetensors"), featurizer, decider, reconstructor);
        return open(
                written.file(), get().shape(), written.networks(), written.digest(), new RowCalibration(0, 1, 0, null));
    }

    /** Stripes of random colours, widths and phases with some noise. */
    public static LabelledImages stripes(int count, long seed) {
        Random random = new Random(seed);
        byte[][] pixels = new byte[count][];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % CLASSES;
            double across = labels[i] == 0 ? 0 : 1;
            double down = labels[i] == 1 ? 0 : 1;
            double frequency = 0.3 + 0.3 * random.nextDouble();
            double phase = random.nextDouble() * 2 * Math.PI;
            pixels[i] = new byte[IMAGE.values()];
            for (int channel = 0; channel < 3; channel++) {
                double middle = 90 + random.nextInt(75);
                double swing = (40 + random.nextInt(50)) * (random.nextBoolean() ? 1 : -1);
                for (int p = 0; p < 256; p++) {
                    double wave = Math.sin(frequency * (across * (p % 16) + down * (p / 16)) + phase);
                    double value = middle + swing * wave + 2 * random.nextGaussian();
                    pixels[i][channel * 256 + p] = (byte) Math.clamp(Math.round(value), 0, 255);
                }
            }
        }
        return LabelledImages.of(IMAGE, pixels, labels);
    }

    /** A DPM whose blocks add nothing: z' = z. */
    public static PrivateDpm identity() {
        return withLastNormalisation(0, 0);
    }

    /** A DPM that lets nothing through: z' = 0. */
    public static PrivateDpm nothing() {
        return withLastNormalisation(0, -1e6f);
    }

    private static PrivateDpm withLastNormalisation(float weight, float bias) {
        DpmSpec spec = new DpmSpec("BASIC", 1, 8);
        FeatureShape shape = get().shape();
        try (Network random = Network.random(spec.architecture(shape), 1)) {
            Map<String, HostTensor> tensors = new HashMap<>(random.weights().tensors());
            tensors.put("block0.bn2.weight", constant(weight, shape.channels()));
            tensors.put("block0.bn2.bias", constant(bias, shape.channels()));
            try (Network changed = Network.of(random.architecture(), Weights.of(tensors))) {
                return PrivateDpm.of(PoisoningNetwork.of(spec, shape, changed), 1, shape);
            }
        }
    }

    private static HostTensor constant(float value, int count) {
        float[] values = new float[count];
        java.util.Arrays.fill(values, value);
        return HostTensor.of(values, count);
    }

    /** Settings that train a DPM here in a few seconds. */
    public static DpmConfig config() {
        DpmConfig d = DpmConfig.defaults("BASIC", 2, 16);
        return new DpmConfig(
                d.block(),
                d.depth(),
                d.width(),
                1,
                false,
                1,
                d.lambda(),
                d.similarity(),
                d.matching(),
                d.logitMatching(),
                200,
                32,
                1,
                5e-3,
                d.clip(),
                0,
                false,
                2,
                1,
                15,
                0.2,
                0.2);
    }
}
