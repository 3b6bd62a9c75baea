package io.veilpool.experiments.bench;

import io.veilpool.agent.attack.AttackBudget;
import io.veilpool.agent.attack.AttackDecoder;
import io.veilpool.agent.attack.DecoderTraining;
import io.veilpool.agent.attack.TrainingSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTrainer;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.pretraining.PreTraining;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Budget;
import io.veilpool.experiments.lab.Change;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Lab;
import io.veilpool.experiments.lab.Networks;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.TrainedDpm;
import io.veilpool.experiments.lab.Width;
import io.veilpool.experiments.world.ImageData;
import io.veilpool.experiments.world.World;
import io.veilpool.experiments.world.WorldKind;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.DpmSpec;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.DeciderTrainer;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is measured: the experiments' networks and the steps of an agent on them, hardly trained, since weights do not change speed.
 * A step of a trained network counts three forward passes (forward, gradients of the input, gradients of the weights); where gradients
 * pass through a frozen one it counts two, and where none do, one. What is no convolution and no linear layer counts nothing.
 */
final class Subject implements AutoCloseable {
    private static final long SEED = 1;
    private static final int FLOPS = 2;
    private static final int TRAINED = 3;
    private static final int PASSED_THROUGH = 2;

    private final World world;
    private final Budget budget;
    private final Networks kinds;
    private final Path folder;
    private final Release release;
    private final Network decider;
    private final LabelledImages images;
    private final OriginalFeatures original;
    private final TrainedDpm dpm;
    private final PoisonedFeatures poisoned;
    private final AttackDecoder attacker;

    Subject(ImageData data, Effort effort, Path folder) throws IOException, UnusableImagesException {
        int classes = data.classes().size();
        this.folder = folder;
        this.budget = effort.budget(classes);
        this.world = World.deal(data, WorldKind.EQUAL, effort.sizes(classes), SEED);
        this.kinds = Networks.usual(budget, data.training().spec());
        Bench lab = lab("lab", Progress.silent());
        this.release = lab.release(Width.NARROW);
        this.decider = release.networks().decider().folded();
        this.images = world.together().training();
        this.original = FeatureCache.compute(release.networks(), images, Progress.silent());
        this.dpm = dpm(lab);
        this.poisoned = poison(original, RowMemory.RESIDENT);
        AttackBudget attack = budget.attack();
        this.attacker = AttackDecoder.fit(
                new AttackDecoder.Size(attack.width(), attack.blocks()), TrainingSet.of(poisoned, images), SEED);
    }

    private Bench lab(String name, Progress progress) throws IOException {
        return new Bench(
                Lab.open(folder.resolve(name)), world, budget, kinds, folder, variant -> Optional.empty(), progress);
    }

    private TrainedDpm dpm(Bench lab) throws IOException {
        try {
            return lab.dpm(release, budget.product(), Change.NONE, world.together(), "DPM");
        } catch (FailedRunException e) {
            throw new IllegalStateException("a DPM without limits failed", e);
        }
    }

    /** In the order of the table. */
    List<Work> works() {
        FeatureShape shape = original.shape();
        double f = release.networks().featurizer().architecture().multiplyAdds();
        double d = release.networks().decider().architecture().multiplyAdds();
        double r = release.networks().reconstructor().architecture().multiplyAdds();
        DpmConfig config = budget.product();
        double p = new DpmSpec(config.block(), config.depth(), config.width())
                .architecture(shape)
                .multiplyAdds();
        double dpmStep = d + TRAINED * p + PASSED_THROUGH * (d + config.disparityShare() * r);
        double preTraining = PreTraining.multiplyAdds(
                budget.preTraining(),
                release.backbone(),
                images.spec(),
                world.data().classes().size());
        return List.of(
                Work.timed(Speed.FEATURIZE, FLOPS * f, images.size(), this::featurize),
                Work.timed(Speed.POISON, FLOPS * (f + p), images.size(), () -> poison(featurize(), RowMemory.RESIDENT)),
                Work.timed(Speed.DECIDE, FLOPS * d, images.size(), () -> DeciderTrainer.right(decider, original, 1)),
                new Work(Speed.DPM_STEP, FLOPS * dpmStep, this::dpmSteps),
                new Work(Speed.REFINEMENT, FLOPS * TRAINED * d, this::refinementSteps),
                new Work(Speed.PRE_TRAINING, FLOPS * TRAINED * preTraining, this::preTrainingSteps),
                new Work(Speed.ATTACK, FLOPS * attackStep(shape), this::attackSteps));
    }

    private OriginalFeatures featurize() {
        return featurize(images, RowMemory.RESIDENT);
    }

    OriginalFeatures featurize(LabelledImages some, RowMemory memory) {
        return FeatureCache.compute(release.networks(), some, memory, Progress.silent());
    }

    PoisonedFeatures poison(OriginalFeatures features, RowMemory memory) {
        return dpm.dpm().poison(features, ElementType.F16, SEED, memory);
    }

    private double dpmSteps() {
        StepTimer timer = StepTimer.sinceBeginning("DPM");
        try (PrivateDpm trained = DpmTrainer.train(
                        budget.product(), release.networks(), original, images, original, images, SEED, timer)
                .dpm()) {
            return timer.imagesPerSecond();
        } catch (DpmTrainingFailedException e) {
            throw new IllegalStateException("a DPM without limits failed", e);
        }
    }

    private double refinementSteps() {
        StepTimer timer = StepTimer.sinceBeginning("decider");
        DeciderTrainer.train(
                        budget.refining(),
                        release.networks().decider(),
                        List.of(original),
                        List.of(poisoned),
                        SEED,
                        timer)
                .close();
        return timer.imagesPerSecond();
    }

    /** In a lab of its own, so that nothing is found there. */
    private double preTrainingSteps() throws IOException {
        StepTimer timer = StepTimer.sinceLastReport("pre-training");
        Path fresh = Files.createTempDirectory(folder, "lab");
        lab(String.valueOf(fresh.getFileName()), timer).release(Width.NARROW).close();
        return timer.imagesPerSecond();
    }

    private double attackSteps() {
        StepTimer timer = StepTimer.sinceBeginning("attacker");
        AttackBudget attack = budget.attack();
        DecoderTraining.run(
                timer.phase(),
                attacker,
                TrainingSet.of(poisoned, images),
                new DecoderTraining.Config(
                        Math.max(1, budget.product().steps()), attack.batch(), attack.learningRate()),
                SEED,
                timer);
        return timer.imagesPerSecond();
    }

    /** The decoder's linear part is fixed and gets no gradient. */
    private double attackStep(FeatureShape shape) {
        Architecture trained = attacker.trained().architecture();
        long linear = attacker.weights().get("linear.linear.weight").values() * shape.height() * shape.width();
        return (double) TRAINED * trained.multiplyAdds() + linear;
    }

    LabelledImages images() {
        return images;
    }

    PoisonedFeatures poisoned() {
        return poisoned;
    }

    /** The three networks of the release. */
    List<Network> networks() {
        return List.of(
                release.networks().featurizer(),
                release.networks().decider(),
                release.networks().reconstructor());
    }

    @Override
    public void close() {
        attacker.close();
        dpm.close();
        decider.close();
        release.close();
    }
}
