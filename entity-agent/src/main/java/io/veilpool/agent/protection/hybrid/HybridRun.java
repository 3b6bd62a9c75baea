package io.veilpool.agent.protection.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.Augmentation;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.opponent.RecentBatches;
import io.veilpool.agent.opponent.SensitiveLabels;
import io.veilpool.agent.pretraining.ClassifierTraining;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.training.BatchSampler;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Pace;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.Schedule;
import io.veilpool.model.training.TrainingDivergedException;
import io.veilpool.model.training.TrainingStep;
import io.veilpool.model.training.TrainingStep.Trained;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The steps in turn of the hybrid training. */
final class HybridRun implements AutoCloseable {
    private static final String PHASE = "hybrid training";
    private static final double MAX_NORM = 5;
    private static final double RISING_PART = 0.15;

    private final HybridConfig config;
    private final LabelledImages images;
    private final SensitiveLabels attribute;
    private final Trunk trunk;
    private final SensitiveBranch branch;
    private final SplittableRandom seeds;
    private final SplittableRandom random;
    private final BatchSampler sampler;
    private final Augmentation augmentation;
    private final List<Trained> trained = new ArrayList<>();
    private final RecentBatches recent;
    private AttributeAdversary adversary;

    HybridRun(
            HybridConfig config,
            LabelledImages images,
            SensitiveLabels attribute,
            Trunk trunk,
            SensitiveBranch branch,
            SplittableRandom seeds) {
        this.config = config;
        this.images = images;
        this.augmentation = ClassifierTraining.augmentation(images.spec());
        this.attribute = attribute;
        this.trunk = trunk;
        this.branch = branch;
        this.seeds = seeds;
        this.random = seeds.split();
        this.sampler = new BatchSampler(images.size(), seeds.nextLong());
        trunk.networks().forEach(network -> trained.add(new Trained(network, optimiser())));
        List<Network> beside = branch.networks();
        boolean pictures = config.reconstruction() > 0 || config.swap() > 0;
        if (config.branches()) {
            trained.add(new Trained(beside.get(0), optimiser()));
        }
        if (config.sensitive() > 0 || config.swap() > 0) {
            trained.add(new Trained(beside.get(1), optimiser()));
        }
        if (pictures) {
            trained.add(new Trained(beside.get(2), optimiser()));
        }
        this.recent = new RecentBatches(seeds.nextLong());
        this.adversary = freshAdversary();
    }

    private Optimiser optimiser() {
        return Optimiser.adam(Schedule.oneCycle(config.rate(), config.steps(), RISING_PART), MAX_NORM);
    }

    private AttributeAdversary freshAdversary() {
        return new AttributeAdversary(
                attribute,
                trunk.late().architecture().output(),
                config.adversaryWidth(),
                step -> config.adversaryRate(),
                seeds.nextLong());
    }

    void go(Progress progress) {
        Pace pace = new Pace(PHASE, config.steps(), config.batch(), progress);
        for (int step = 0; step < config.steps(); step++) {
            if (config.freshEvery() > 0 && step > 0 && step % config.freshEvery() == 0) {
                adversary.close();
                adversary = freshAdversary();
            }
            if (config.fool() > 0 || config.moved() > 0) {
                read(step);
            }
            double loss = hide();
            require(step, loss);
            pace.done(step + 1, loss);
        }
    }

    /** The steps of the adversary. */
    private void read(int step) {
        recent.add(manager -> {
            int[] rows = sampler.next(config.batch());
            NDArray x = images.batch(manager, rows, augmentation, random);
            return new RecentBatches.Batch(
                    rows, x, trunk.late().forward(trunk.early().forward(x, true), true));
        });
        for (int k = 0; k < config.adversarySteps(); k++) {
            RecentBatches.Batch batch = recent.any();
            adversary.step(step, batch.rows(), manager -> batch.copy(manager).features());
        }
    }

    /** One step of everything but the adversary. */
    private double hide() {
        int[] rows = sampler.next(config.batch());
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray batch = images.batch(scope, rows, augmentation, random);
            NDArray change = config.moved() > 0 ? change(batch) : null;
            trained.forEach(one -> one.network().trainable(true));
            double loss = TrainingStep.run(trained, manager -> {
                NDArray x = batch.duplicate();
                x.attach(manager);
                return loss(x, change, rows);
            });
            trained.forEach(one -> one.network().trainable(false));
            return loss;
        }
    }

    /** d of these images' embeddings, without a graph. */
    private NDArray change(NDArray x) {
        NDArray u = trunk.embedding(x);
        return mover(u).move(u).sub(u);
    }

    private NDArray loss(NDArray x, @Nullable NDArray change, int[] rows) {
        NDArray early = trunk.early().forward(x, true);
        NDArray u = trunk.late().forward(early, true);
        NDArray labels = images.labels(x.getManager(), rows);
        NDArray sum = ClassificationLoss.mean(trunk.decider().forward(u, true), labels);
        if (change != null) {
            // The main classifier learns to decide for embeddings that anybody's adversary moved, and the trunk to let
            // it.
            NDArray moved = ClassificationLoss.mean(trunk.decider().forward(u.add(change), true), labels);
            sum = sum.add(Scalars.times(moved, config.moved()));
        }
        if (config.fool() > 0) {
            NDArray read = adversary.network().forward(u, true);
            sum = sum.add(Scalars.times(attribute.confusion(read, rows), config.fool()));
        }
        return config.branches() ? sum.add(apart(x, early, u, rows)) : sum;
    }

    private NDArray apart(NDArray x, NDArray early, NDArray u, int[] rows) {
        NDArray v = branch.code(early);
        NDArray sum = Scalars.times(SensitiveBranch.correlation(u, v), config.correlation());
        if (config.sensitive() > 0) {
            sum = sum.add(Scalars.times(attribute.crossEntropy(branch.classified(v), rows), config.sensitive()));
        }
        if (config.reconstruction() > 0) {
            sum = sum.add(Scalars.times(branch.distance(x, u, v), config.reconstruction()));
        }
        return config.swap() > 0 ? sum.add(Scalars.times(swapped(u, v, rows), config.swap())) : sum;
    }

    /** Every image with its neighbour's v: the picture must keep its main class and take the neighbour's attribute. */
    private NDArray swapped(NDArray u, NDArray v, int[] rows) {
        NDManager manager = u.getManager();
        int[] neighbours = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            neighbours[i] = rows[(i + 1) % rows.length];
        }
        NDArray others = v.get(manager.arange(1, rows.length + 1).mod(manager.create(rows.length)));
        NDArray early = trunk.early().forward(branch.generated(u, others), true);
        NDArray decided = trunk.decider().forward(trunk.late().forward(early, true), true);
        return ClassificationLoss.mean(decided, images.labels(manager, rows))
                .add(attribute.crossEntropy(branch.classified(branch.code(early)), neighbours));
    }

    private Mover mover(NDArray u) {
        long channels = u.getShape().get(1);
        NDArray flat = u.transpose(1, 0, 2, 3).reshape(channels, -1);
        NDArray centred = flat.sub(flat.mean(new int[] {1}, true));
        NDArray deviation = centred.square().mean(new int[] {1}).sqrt().reshape(1, channels, 1, 1);
        return new Mover(
                java.util.Objects.requireNonNull(config.embedding()),
                List.of(adversary.network()),
                trunk.decider(),
                HostTensor.copyOf(deviation),
                random.nextLong());
    }

    private static void require(int step, double loss) {
        if (!Double.isFinite(loss)) {
            throw new TrainingDivergedException(PHASE, step, loss);
        }
    }

    @Override
    public void close() {
        recent.close();
        adversary.close();
    }
}
