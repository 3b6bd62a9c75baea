package io.veilpool.agent.protection.adversarial;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.dataset.Augmentation;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.opponent.RecentBatches;
import io.veilpool.agent.pretraining.ClassifierTraining;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.BatchSampler;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Pace;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.Schedule;
import io.veilpool.model.training.TrainingDivergedException;
import io.veilpool.model.training.TrainingStep;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Trains a whole network whose features serve its task but resist inversion (Xiao et al., AAAI 2020): the classifier is trained, then an
 * inverter on its features, then both in turn, the network with {@code L = L_u + l1 max(0, T - d1) + l2 max(0, T - d2)} where d1 and d2
 * are the inverter's distances in pixels and in a fixed network's activations, divided by those of the mean picture. The hinges and the
 * division are ours: the paper's plain negative distances have no lower bound.
 */
public final class AdversarialTraining {
    private static final String PHASE = "adversarial training";
    private static final double MAX_NORM = 5;
    private static final double RISING_PART = 0.15;

    private AdversarialTraining() {}

    /**
     * @param config     the alternation
     * @param classifier the training before it, as without protection
     * @param backbone   of the whole network, for instance of {@link Backbones}
     * @param hook       where features leave
     * @return the network, and the classifier that it began as; everything else was thrown away
     * @throws TrainingDivergedException if a loss is no longer a number
     * @throws IOException               if a state_dict that the classifier's training begins with cannot be used
     * @throws io.veilpool.model.architecture.InvalidArchitectureException if the backbone has no such hook point
     */
    public static NetworkTrainer.Trained train(
            AdversarialConfig config,
            PreTrainingConfig classifier,
            Architecture backbone,
            HookPoint hook,
            LabelledImages images,
            long seed,
            Progress progress)
            throws IOException {
        try (Network start = ClassifierTraining.train(classifier, backbone, images, seed, progress)) {
            return train(config, start, hook, images, seed, progress);
        }
    }

    private static NetworkTrainer.Trained train(
            AdversarialConfig config,
            Network start,
            HookPoint hook,
            LabelledImages images,
            long seed,
            Progress progress)
            throws IOException {
        Backbones.Split split = Backbones.split(start.architecture(), hook);
        SplittableRandom seeds = new SplittableRandom(seed);
        int classes = start.architecture().output().channels();
        try (Network featurizer = start.part(split.featurizer());
                Network decider = start.part(split.decider());
                Seeing seeing = Seeing.of(config, images, classes, seeds.nextLong(), progress);
                SimulatedInverter inverter = new SimulatedInverter(
                        config,
                        split.featurizer().output(),
                        images.spec(),
                        seeing.guess(),
                        seeing.perception(),
                        seeds.nextLong())) {
            new Alternation(config, images, featurizer, decider, inverter, seeing, seeds.nextLong()).run(progress);
            return new NetworkTrainer.Trained(
                    Network.of(start.architecture(), Weights.union(featurizer.weights(), decider.weights())),
                    start.copy());
        }
    }

    /** What the negative terms measure by. */
    private record Seeing(MeanPicture guess, @Nullable Perception perception) implements AutoCloseable {
        static Seeing of(AdversarialConfig config, LabelledImages images, int classes, long seed, Progress progress)
                throws IOException {
            return new Seeing(
                    MeanPicture.of(images),
                    config.perceptual() > 0
                            ? Perception.train(config.perceptionSteps(), images, classes, seed, progress)
                            : null);
        }

        @Override
        public void close() {
            if (perception != null) {
                perception.close();
            }
        }
    }

    private static final class Alternation {
        private final AdversarialConfig config;
        private final LabelledImages images;
        private final Network featurizer;
        private final Network decider;
        private final SimulatedInverter inverter;
        private final Seeing seeing;
        private final BatchSampler sampler;
        private final SplittableRandom random;
        private final Augmentation augmentation;
        private final List<TrainingStep.Trained> whole;

        Alternation(
                AdversarialConfig config,
                LabelledImages images,
                Network featurizer,
                Network decider,
                SimulatedInverter inverter,
                Seeing seeing,
                long seed) {
            this.config = config;
            this.images = images;
            this.featurizer = featurizer;
            this.decider = decider;
            this.inverter = inverter;
            this.seeing = seeing;
            this.sampler = new BatchSampler(images.size(), seed);
            this.random = new SplittableRandom(seed);
            this.augmentation = ClassifierTraining.augmentation(images.spec());
            Schedule schedule = Schedule.oneCycle(config.rate(), config.steps(), RISING_PART);
            this.whole = List.of(
                    new TrainingStep.Trained(featurizer, Optimiser.adam(schedule, MAX_NORM)),
                    new TrainingStep.Trained(decider, Optimiser.adam(schedule, MAX_NORM)));
        }

        void run(Progress progress) {
            for (int step = 0; step < config.warmUpSteps(); step++) {
                invert(step, 1);
            }
            Pace pace = new Pace(PHASE, config.steps(), config.batch(), progress);
            for (int step = 0; step < config.steps(); step++) {
                invert(step, config.inverterSteps());
                double loss = resist();
                require(step, loss);
                pace.done(step + 1, loss);
            }
        }

        private void invert(int step, int times) {
            inverter.see(manager -> {
                int[] rows = sampler.next(config.batch());
                NDArray x = images.batch(manager, rows, augmentation, random);
                return new RecentBatches.Batch(rows, x, featurizer.forward(x, true));
            });
            for (int i = 0; i < times; i++) {
                require(step, inverter.step());
            }
        }

        private double resist() {
            featurizer.trainable(true);
            decider.trainable(true);
            int[] rows = sampler.next(config.batch());
            double loss = TrainingStep.run(whole, manager -> {
                NDArray x = images.batch(manager, rows, augmentation, random);
                NDArray z = featurizer.forward(x, true);
                NDArray task = ClassificationLoss.mean(decider.forward(z, true), images.labels(manager, rows));
                return task.add(denied(x, inverter.pictures(z)));
            });
            featurizer.trainable(false);
            decider.trainable(false);
            return loss;
        }

        private NDArray denied(NDArray x, NDArray pictures) {
            NDArray mean = seeing.guess().times(x);
            NDArray pixels =
                    Distances.hinge(Distances.squared(pictures, x), Distances.squared(mean, x), config.limit());
            NDArray denied = Scalars.times(pixels, config.pixel());
            Perception g = seeing.perception();
            if (g == null) {
                return denied;
            }
            NDArray seen = Distances.hinge(g.distance(pictures, x), g.distance(mean, x), config.limit());
            return denied.add(Scalars.times(seen, config.perceptual()));
        }

        private static void require(int step, double loss) {
            if (!Double.isFinite(loss)) {
                throw new TrainingDivergedException(PHASE, step, loss);
            }
        }
    }
}
