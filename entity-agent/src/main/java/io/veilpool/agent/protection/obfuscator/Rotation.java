package io.veilpool.agent.protection.obfuscator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.Augmentation;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.opponent.SensitiveLabels;
import io.veilpool.agent.pretraining.ClassifierTraining;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.metric.MsSsim;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.training.BatchSampler;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Pace;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.TrainingDivergedException;
import io.veilpool.model.training.TrainingStep;
import java.util.SplittableRandom;

/**
 * DeepObfuscator's mini-batches in five phases: E with {@code L_C + w L_R2}, E with {@code L_C - w L_R1}, E with {@code L_C - w L_P},
 * R with {@code L_R1} and P with {@code L_P}, C with {@code L_C}; {@code L_R1 = 1 - MSSSIM(R(E(x)), x)}, and {@code L_R2} the same to one
 * picture of noise.
 */
final class Rotation {
    private static final String PHASE = "obfuscator training";
    private static final int PHASES = 5;
    private static final double MAX_NORM = 5;
    private static final double NOISE_MEAN = 0.5;
    private static final double NOISE_DEVIATION = 0.25;

    /** E, C, R and P, all frozen between steps. */
    record Networks(Network obfuscator, Network decider, Network reconstructor, Network adversary) {}

    private final ObfuscatorConfig config;
    private final LabelledImages images;
    private final SensitiveLabels attribute;
    private final Networks networks;
    private final BatchSampler sampler;
    private final SplittableRandom random;
    private final Augmentation augmentation;
    private final HostTensor noise;
    private final Optimiser obfuscating;
    private final Optimiser deciding;
    private final Optimiser reconstructing;
    private final Optimiser reading;

    Rotation(ObfuscatorConfig config, LabelledImages images, SensitiveLabels attribute, Networks networks, long seed) {
        this.config = config;
        this.images = images;
        this.augmentation = ClassifierTraining.augmentation(images.spec());
        this.attribute = attribute;
        this.networks = networks;
        this.sampler = new BatchSampler(images.size(), seed);
        this.random = new SplittableRandom(seed);
        this.noise = noise(images.spec(), random.split());
        this.obfuscating = Optimiser.adam(step -> config.rate(), MAX_NORM);
        this.deciding = Optimiser.adam(step -> config.rate(), MAX_NORM);
        this.reconstructing = Optimiser.adam(step -> config.opponentRate(), MAX_NORM);
        this.reading = Optimiser.adam(step -> config.opponentRate(), MAX_NORM);
    }

    private static HostTensor noise(ImageSpec spec, SplittableRandom random) {
        float[] pixels = new float[spec.values()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.clamp(NOISE_MEAN + NOISE_DEVIATION * random.nextGaussian(), 0, 1);
        }
        return HostTensor.of(pixels, 1, spec.channels(), spec.height(), spec.width());
    }

    void go(Progress progress) {
        for (int step = 0; step < config.warmUpSteps(); step++) {
            oppose(step);
        }
        Pace pace = new Pace(PHASE, config.steps(), config.batch(), progress);
        for (int step = 0; step < config.steps(); step++) {
            pace.done(step + 1, phase(step));
        }
    }

    private double phase(int step) {
        return switch (step % PHASES) {
            case 0 -> obfuscate(step, this::towardsNoise, config.noise());
            case 1 -> obfuscate(step, this::similarity, config.reconstruction());
            case 2 -> obfuscate(step, this::readable, config.attribute());
            case 3 -> oppose(step);
            default -> decide(step);
        };
    }

    /** What E is to lower beside L_C. */
    @FunctionalInterface
    private interface Push {
        NDArray of(NDArray images, NDArray features, int[] rows);
    }

    private double obfuscate(int step, Push push, double weight) {
        int[] rows = sampler.next(config.batch());
        return train(step, networks.obfuscator(), obfuscating, manager -> {
            NDArray x = images.batch(manager, rows, augmentation, random);
            NDArray z = networks.obfuscator().forward(x, true);
            NDArray task = ClassificationLoss.mean(networks.decider().forward(z, true), images.labels(manager, rows));
            return weight > 0 ? task.add(Scalars.times(push.of(x, z, rows), weight)) : task;
        });
    }

    /** L_R2. */
    private NDArray towardsNoise(NDArray x, NDArray z, int[] rows) {
        NDManager manager = x.getManager();
        NDArray picture =
                Scalars.owned(noise.copyTo(manager)).repeat(0, rows.length).reshape(x.getShape());
        return MsSsim.mean(picture, networks.reconstructor().forward(z, true))
                .neg()
                .add(1);
    }

    /** -L_R1 but for a constant, so at least 0. */
    private NDArray similarity(NDArray x, NDArray z, int[] rows) {
        return MsSsim.mean(x, networks.reconstructor().forward(z, true));
    }

    /** -L_P as far as P's loss is below that of a guess: the authors' plain negative has no lower bound. */
    private NDArray readable(NDArray x, NDArray z, int[] rows) {
        NDArray loss = attribute.crossEntropy(networks.adversary().forward(z, true), rows);
        return Scalars.atLeast(loss.neg().add((float) Math.log(attribute.count())), 0);
    }

    private double oppose(int step) {
        int[] rows = sampler.next(config.batch());
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray x = images.batch(scope, rows, augmentation, random);
            NDArray z = networks.obfuscator().forward(x, true);
            double loss = train(
                    step,
                    networks.reconstructor(),
                    reconstructing,
                    manager -> MsSsim.mean(x, networks.reconstructor().forward(z, true))
                            .neg()
                            .add(1));
            return loss
                    + train(
                            step,
                            networks.adversary(),
                            reading,
                            manager ->
                                    attribute.crossEntropy(networks.adversary().forward(z, true), rows));
        }
    }

    private double decide(int step) {
        int[] rows = sampler.next(config.batch());
        return train(step, networks.decider(), deciding, manager -> {
            NDArray x = images.batch(manager, rows, augmentation, random);
            return ClassificationLoss.mean(
                    networks.decider().forward(networks.obfuscator().forward(x, true), true),
                    images.labels(manager, rows));
        });
    }

    private double train(
            int step, Network network, Optimiser optimiser, java.util.function.Function<NDManager, NDArray> loss) {
        network.trainable(true);
        double value = TrainingStep.run(network, optimiser, loss);
        network.trainable(false);
        if (!Double.isFinite(value)) {
            throw new TrainingDivergedException(PHASE, step, value);
        }
        return value;
    }
}
